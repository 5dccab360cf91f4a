import type { Library, Operation } from './library.ts';

const value: Operation['operands'] = { value: { argument: 0 } };

/** fastq with promises: a task starts at once where a slot is free. `kill()` never tells the callers of what it throws out; `abort()` rejects them. */
export const fastq: Library = {
  modules: ['fastq'],
  versions: '>=1.13 <2',
  exports: {
    queueAsPromised: {
      kind: 'class',
      primitive: 'limiter',
      construct: { callback: { argument: 0 }, concurrency: { argument: 1 } },
      policy: { start: 'now' },
      members: {
        push: { op: 'fastq.push', operands: value, async: true },
        unshift: { op: 'fastq.unshift', operands: value, async: true },
        drained: { op: 'limiter.onIdle', async: true },
        pause: { op: 'limiter.pause' },
        resume: { op: 'limiter.start' },
        kill: { op: 'limiter.clear', operands: { forget: { constant: true } } },
        killAndDrain: { op: 'fastq.killAndDrain' },
        abort: { op: 'limiter.clear', operands: { reject: { constant: true }, forget: { constant: true } } },
        idle: { op: 'fastq.idle' },
        running: { op: 'limiter.running' },
        length: { op: 'limiter.waiting' },
        concurrency: { op: 'limiter.concurrency', property: true },
        'set concurrency': { op: 'limiter.resize', operands: { concurrency: { argument: 0 } } },
        'set drain': { op: 'limiter.listen', operands: { name: { constant: 'idle' }, listener: { argument: 0 } } },
      },
    },
  },
  standIn: `
import { queueAsPromised } from 'fastq';

export function promise(context, worker, concurrency) {
  return typeof context === 'function' ? new queueAsPromised(context, worker) : new queueAsPromised((value) => worker.call(context, value), concurrency);
}
export default { promise };
`,
};
