import type { Library } from './library.ts';

const line: Library['exports'] = {
  Line: {
    kind: 'class',
    primitive: 'channel',
    construct: {},
    policy: { sendOnClosed: 'throw', closeTwice: 'ignore' },
    members: {
      give: { op: 'channel.trySend', operands: { value: { argument: 0 } } },
      receive: { op: 'channel.receive', operands: { signal: { argument: 0 } } },
      end: { op: 'channel.close' },
      surplus: { op: 'channel.concurrency' },
    },
  },
};

/** What a queue and a stack have in common; `take` is the end of the list that is given out next. */
const store = (specifier: string, name: string, take: 'pop' | 'shift'): string => `
import { Line } from '${specifier}';

class CancelError extends Error {}

class Store {
  constructor(values) {
    this.line = new Line();
    this.available = values === undefined ? [] : [...values];
    this.isDoneReading = false;
    this.isDoneWriting = false;
  }
  get size() { return this.available.length > 0 ? this.available.length : this.line.surplus(); }
  get readable() { return !this.isDoneReading || this.size > 0; }
  get writable() { return !this.isDoneWriting || this.size < 0; }
  get done() { return !this.readable && !this.writable; }
  async take(signal) {
    if (this.available.length > 0) return await this.available.${take}();
    if (!this.readable) throw new Error('${name} is not readable.');
    const { value, done } = await this.line.receive(signal);
    if (done) throw new CancelError('Operation was canceled');
    return value;
  }
  give(value) {
    if (!this.writable) throw new Error('${name} is not writable.');
    if (this.line.surplus() < 0) this.line.give(value);
    else this.available.push(value);
  }
  doneReading() { this.isDoneReading = true; }
  doneWriting() { this.isDoneWriting = true; }
  end() {
    this.isDoneReading = true;
    this.isDoneWriting = true;
    this.line.end();
  }
}
`;

/** @esfx/async-queue: without bound; who waits when it ends, and who asks for more than there is, gets an error. */
export const esfxQueue: Library = {
  modules: ['@esfx/async-queue'],
  versions: '1.0.0',
  exports: line,
  standIn: `${store('@esfx/async-queue', 'AsyncQueue', 'shift')}
export class AsyncQueue extends Store {
  get(signal) { return this.take(signal); }
  put(value) { this.give(value); }
}
`,
};

/** @esfx/async-stack: as the queue, but the last that was pushed comes first. */
export const esfxStack: Library = {
  modules: ['@esfx/async-stack'],
  versions: '1.0.0-pre.8',
  exports: line,
  standIn: `${store('@esfx/async-stack', 'AsyncStack', 'pop')}
export class AsyncStack extends Store {
  pop(signal) { return this.take(signal); }
  push(value) { this.give(value); }
}
`,
};
