import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';
import type { ReductionName } from '../../src/checker/reductions.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-writes-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

let count = 0;
function checked(text: string, without: readonly ReductionName[] = []) {
  const file = join(folder, `${String(count++)}.ts`);
  writeFileSync(file, text);
  const [model] = buildModels({ root: folder, files: [file] }).models;
  const { findings, entries: [{ states, reason }] } = checkModel(model, { maxStates: 50_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any', without });
  expect(reason).toBeNull();
  return { states, findings: findings.map((f) => `${f.kind} ${f.confidence} ${String(f.location.line)}`) };
}

/** Readers of a shared setting, beside something that is written. */
const readers = (write: string): string => `
export async function main(): Promise<void> {
  const settings = { depth: 3, width: 2, seen: {} as Record<string, number>, list: [0, 0, 0] };
  const keys = Object.keys({ left: 1, right: 2 });
  await Promise.all([0, 1, 2].map(async (index) => {
    await null;
    if (settings.depth > 3) return;
    await null;
    if (settings.width > 3) return;
    await null;
    if (settings.seen.up === 1 || settings.list.length > 3) return;
    await null;
    ${write}
  }));
}
`;

it.each([
  ['an index', 'settings.list[index] = 1;'],
  ['a name that is known only where it is written', 'settings.seen[keys[index % 2]] = 1;'],
])('takes reads of all else for private where %s is written', (_, write) => {
  const program = readers(write);
  const { states, findings } = checked(program);
  const plain = checked(program, ['private-steps']);
  expect([findings, plain.findings]).toEqual([[], []]);
  expect(states * 3).toBeLessThan(plain.states);
});

/** Two flags are set by computed names and read by plain ones; only where both are set before either is read, the lock is taken twice. */
const flags = (write: string): string => `
import { Mutex } from 'async-mutex';
export async function main(): Promise<void> {
  const lock = new Mutex();
  const raised = { left: false, right: false };
  const names = ['left', 'right'] as const;
  let met = 0;
  const walk = async (own: number): Promise<void> => {
    await null;
    ${write}
    await null;
    const isOtherRaised = own === 0 ? raised.right : raised.left;
    await null;
    if (isOtherRaised) met++;
  };
  await Promise.all([walk(0), walk(1)]);
  if (met === 2) await lock.acquire();
  await lock.acquire();
}
`;

it.each([
  ['a computed name', 'raised[names[own]] = true;'],
  ['Object.assign', 'Object.assign(raised, own === 0 ? { left: true } : { right: true });'],
])('takes no read for private of what is written by %s', (_, write) => {
  const program = flags(write);
  const { findings } = checked(program);
  expect(findings).toEqual(checked(program, ['private-steps']).findings);
  expect(findings).toEqual(['deadlock certain 18']);
});

it('keeps what an unknown object has under a key that is not known', () => {
  const { findings } = checked(`
import { Mutex } from 'async-mutex';
declare function registered(): Record<string, { open: boolean }>;
declare function nameOf(index: number): string;
export async function main(): Promise<void> {
  let early: Mutex[] | undefined = [new Mutex(), new Mutex()];
  const lock = new Mutex();
  const registry = registered();
  const name = nameOf(1);
  const first = registry[name];
  await Promise.all(early.map((one) => one.runExclusive(() => null)));
  early = undefined;
  await null;
  if (first !== registry[name]) await lock.acquire();
  const leave = await lock.acquire();
  leave();
}
`);
  expect(findings).toEqual([]);
});
