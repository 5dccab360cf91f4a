import fc from 'fast-check';

/**
 * Small programs over locks, channels, promises, shared variables and timers, as text: up to three tasks that share them. Half
 * of them go wrong in one way or another; every fifth is made of loops that look again and again, and may go round for ever.
 */
interface Program {
  readonly tasks: readonly (readonly string[])[];
  readonly capacity: number;
  readonly permits: number;
  readonly isAwaited: boolean;
}

const mutex = fc.constantFrom('a', 'b');

const plain = fc.oneof(
  mutex.map((name) => `await ${name}.acquire();`),
  mutex.map((name) => `${name}.release();`),
  fc.constantFrom('await permits.acquire();', 'permits.release();'),
  fc.constantFrom('await lines.send(1);', 'await lines.recv();', 'lines.close();', 'void lines.send(2);'),
  fc.constantFrom('await gate;', 'open();', 'await sleep(1);'),
  fc.constantFrom('if (coin()) return;', 'if (coin()) open();'),
  fc.constantFrom('flag = !flag;', 'if (flag) return;', 'while (flag) await sleep(1);', 'count += 1;', 'if (count > 1) open();'),
);

/** Locks that are given back, so that deep programs are not all stuck at once. */
const guarded = fc.tuple(mutex, fc.array(plain, { minLength: 1, maxLength: 2 }))
  .map(([name, inner]) => `await ${name}.runExclusive(async () => { ${inner.join(' ')} });`);

const statement = fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: guarded });

/** Polite and greedy loops, and those that poll: without a turn for others, or with one. */
const restless = fc.constantFrom(
  'for (;;) { wanting += 1; await sleep(1); if (wanting === 1) break; await sleep(1); wanting -= 1; await sleep(1); }',
  'await turn(); await sleep(2); taken = false;', 'for (;;) { await turn(); await sleep(6); taken = false; }', 'for (;;) { await turn(); await sleep(2); taken = false; await sleep(2); }',
  'await a.runExclusive(async () => { await sleep(1); });', 'while (a.isLocked()) await null;', 'while (a.isLocked()) await sleep(1);', 'while (a.isLocked()) count = 0;',
);

const tasksOf = (one: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string[][]> => fc.array(fc.array(one, { minLength: 1, maxLength }), { minLength: 1, maxLength: 3 });

export const programs: fc.Arbitrary<Program> = fc.record({
  tasks: fc.oneof({ weight: 4, arbitrary: tasksOf(statement, 4) }, { weight: 1, arbitrary: tasksOf(fc.oneof({ weight: 3, arbitrary: restless }, { weight: 1, arbitrary: plain }), 2) }),
  capacity: fc.integer({ min: 0, max: 1 }),
  permits: fc.integer({ min: 1, max: 2 }),
  isAwaited: fc.boolean(),
});

export function textOf({ tasks, capacity, permits, isAwaited }: Program): string {
  const names = tasks.map((_, i) => `task${String(i)}`);
  return [
    "import { Mutex, Semaphore } from 'async-mutex';",
    "import { Chan } from 'ts-chan';",
    "import { setTimeout as sleep } from 'node:timers/promises';",
    'const a = new Mutex();',
    'const b = new Mutex();',
    `const permits = new Semaphore(${String(permits)});`,
    `const lines = new Chan<number>(${String(capacity)});`,
    'let flag = false;',
    'let count = 0;',
    'let wanting = 0;',
    'let taken = false;',
    'async function turn(): Promise<void> { while (taken) await sleep(2); taken = true; }',
    'let open = (): void => undefined;',
    'const gate = new Promise<void>((resolve) => { open = resolve; });',
    'const coin = (): boolean => Math.random() > 0.5;',
    ...tasks.map((body, i) => `async function ${names[i]}(): Promise<void> {\n${body.map((line) => `  ${line}`).join('\n')}\n}`),
    'export async function main(): Promise<void> {',
    isAwaited ? `  await Promise.all([${names.map((name) => `${name}()`).join(', ')}]);` : names.map((name) => `  void ${name}();`).join('\n'),
    '}',
  ].join('\n');
}
