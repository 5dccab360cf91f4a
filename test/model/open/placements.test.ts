import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../src/checker/check.ts';
import { buildModels } from '../../../src/model/build.ts';
import { folder } from '../../cli/harness.ts';

interface Lock {
  readonly name: string;
  /** Imports, or the lock itself where the program has one of its own. */
  readonly head: string;
  readonly make: string;
  /** Code that runs `body` under the lock. */
  readonly under: (lock: string, body: string) => string;
  /** A piece of the line that waits, where that is in the lock itself rather than in `inner`. */
  readonly waitsAt?: string;
}

const locks: readonly Lock[] = [
  { name: 'async-mutex', head: `import { Mutex } from 'async-mutex';`, make: 'new Mutex()', under: (lock, body) => `return ${lock}.runExclusive(async () => { ${body} });` },
  { name: 'async-lock', head: `import AsyncLock from 'async-lock';`, make: 'new AsyncLock()', under: (lock, body) => `return ${lock}.acquire('key', async () => { ${body} });` },
  { name: 'p-limit', head: `import pLimit from 'p-limit';`, make: 'pLimit(1)', under: (lock, body) => `return ${lock}(async () => { ${body} });` },
  { name: 'p-queue', head: `import PQueue from 'p-queue';`, make: 'new PQueue({ concurrency: 1 })', under: (lock, body) => `return ${lock}.add(async () => { ${body} });` },
  { name: 'mutexify', head: `import mutexify from 'mutexify/promise';`, make: 'mutexify()', under: (lock, body) => `const release = await ${lock}(); try { ${body} } finally { release(); }` },
  { name: 'pg', head: `import { Pool } from 'pg';`, make: 'new Pool({ max: 1 })', under: (lock, body) => `const client = await ${lock}.connect(); try { ${body} } finally { client.release(); }` },
  { name: 'Web Locks', head: '', make: 'navigator.locks', under: (lock, body) => `return ${lock}.request('key', async () => { ${body} });` },
  {
    name: 'a chain of promises',
    head: `class TailLock {
  private tail: Promise<unknown> = Promise.resolve();
  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.tail.then(job);
    this.tail = result.catch(() => {});
    return result;
  }
}`,
    make: 'new TailLock()',
    waitsAt: 'this.tail.then(',
    under: (lock, body) => `return ${lock}.run(async () => { ${body} });`,
  },
  {
    name: 'a function that keeps the last promise',
    head: `function makeLock() {
  let tail: Promise<void> = Promise.resolve();
  return async <T>(job: () => Promise<T>): Promise<T> => {
    const previous = tail;
    let open!: () => void;
    tail = new Promise<void>((resolve) => { open = resolve; });
    await previous;
    try { return await job(); } finally { open(); }
  };
}`,
    make: 'makeLock()',
    waitsAt: 'await previous',
    under: (lock, body) => `return ${lock}(async () => { ${body} });`,
  },
];

type Placement = (lock: Lock, work: string, inner: string) => string;

/** Where a program keeps its lock. `inner` takes it; `outer` holds it over a call of `work` or of `inner`. */
const placements: Readonly<Record<string, Placement>> = {
  'a field': ({ make, under }, work, inner) => `export class Service {
  private readonly guard = ${make};
  private async work(): Promise<void> { await fetch('work'); }
  async inner(): Promise<void> { ${under('this.guard', `await this.${work}();`)} }
  async outer(): Promise<void> { ${under('this.guard', `await this.${inner}();`)} }
}`,
  'a field that the constructor sets': ({ make, under }, work, inner) => `export class Service {
  private readonly guard;
  constructor() { this.guard = ${make}; }
  private work = async (): Promise<void> => { await fetch('work'); };
  inner = async (): Promise<void> => { ${under('this.guard', `await this.${work}();`)} };
  async outer(): Promise<void> { ${under('this.guard', `await this.${inner}();`)} }
}`,
  'a variable of the module': ({ make, under }, work, inner) => `const guard = ${make};
async function work(): Promise<void> { await fetch('work'); }
async function inner(): Promise<void> { ${under('guard', `await ${work}();`)} }
export async function outer(): Promise<void> { ${under('guard', `await ${inner}();`)} }
export { inner as alone };`,
  'a variable of a factory': ({ make, under }, work, inner) => `export function createService() {
  const guard = ${make};
  async function work(): Promise<void> { await fetch('work'); }
  async function inner(): Promise<void> { ${under('guard', `await ${work}();`)} }
  return { inner, async outer(): Promise<void> { ${under('guard', `await ${inner}();`)} } };
}`,
};

/** The lines of `text` that operations are blocked at, of all findings that are more than possible. */
function blockedLines(text: string): readonly number[] {
  const root = folder({ 'service.ts': text });
  const models = [...buildModels({ root, files: [`${root}/service.ts`] }).models];
  expect(models.flatMap(({ entries }) => entries)).not.toEqual([]);
  const findings = models.flatMap((model) => checkModel(model, { maxStates: 200_000, timeoutSeconds: 20, maxMemoryMb: 512, schedule: 'any' }).findings);
  return findings.filter(({ confidence }) => confidence !== 'possible').flatMap(({ blocked, waiting }) => [...blocked, ...waiting].map(({ location }) => location.line));
}

describe.each(locks)('$name, taken again by what is called under it', (lock) => {
  it.each(Object.entries(placements))('kept in %s', (_, placement) => {
    const program = (inner: string): string => `${lock.head}\n${placement(lock, 'work', inner)}\n`;
    const wrong = program('inner');
    const waits = wrong.split('\n').findIndex((line) => (lock.waitsAt === undefined ? /\binner(\(\)| = )/.test(line) : line.includes(lock.waitsAt))) + 1;
    expect(blockedLines(wrong)).toContain(waits);
    expect(blockedLines(program('work'))).toEqual([]);
  });
});
