import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { namesIn } from '../../src/checker/names.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Model } from '../../src/model/ir/ir.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-names-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

let count = 0;
function modelOf(text: string): Model {
  const file = join(folder, `${String(count++)}.ts`);
  writeFileSync(file, text);
  return [...buildModels({ root: folder, files: [file] }).models][0];
}

function checked(model: Model, without: readonly 'names'[] = []) {
  const { findings, entries: [{ states, reason }] } = checkModel(model, { maxStates: 50_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any', without });
  expect(reason).toBeNull();
  return { states, findings: findings.map((f) => `${f.kind} ${f.confidence} ${String(f.location.line)}`) };
}

/** Tenants of a house who come at any time and do `visit` with a key of their own. */
const house = (names: string, visit: string): string => `
import { setTimeout as sleep } from 'node:timers/promises';
import { Mutex } from 'async-mutex';
export async function main(): Promise<void> {
  const door = new Mutex();
  const inside = new Set<string>();
  await Promise.all([${names}].map(async (name) => {
    await sleep(10);
    ${visit}
  }));
  if (inside.size > 4) await door.acquire();
}
`;
const enters = 'const key = `key-${name}`; const leave = await door.acquire(); inside.add(key); await sleep(1); if (inside.has(key)) leave();';

it('takes states for one in which names have changed places', () => {
  const [few, more] = ["'ada', 'ben', 'cy'", "'ada', 'ben', 'cy', 'dee'"].map((names) => modelOf(house(names, enters)));
  expect([checked(few).findings, checked(more).findings]).toEqual([[], []]);
  expect(checked(few).states * 3).toBeLessThan(checked(few, ['names']).states);
  expect(checked(more).states * 8).toBeLessThan(checked(more, ['names']).states);
});

it.each([
  ['compares a name with another literal', "if (name === 'eve') await door.acquire();", []],
  ['looks at the length of a name', 'if (name.length > 2) await door.acquire();', ['deadlock certain 9']],
  ['looks at the first letter of what a name became', "if (`${name}!`.startsWith('b')) { await door.acquire(); await door.acquire(); }", ['deadlock certain 9']],
  ['orders names', "if (name < 'b') { await door.acquire(); await door.acquire(); }", ['deadlock certain 9']],
  ['uses a name for a property', 'const kept: Record<string, number> = {}; kept[name] = 1; if (kept.ben === 1) { await door.acquire(); await door.acquire(); }', ['deadlock certain 9']],
  ['makes of a name a text that the program has besides', "if (`${name}y` === 'cyy') { await door.acquire(); await door.acquire(); }", ['deadlock certain 9']],
])('finds the same where the program %s', (_, visit, expected) => {
  const model = modelOf(house("'ada', 'ben', 'cy'", visit));
  expect(checked(model).findings).toEqual(expected);
  expect(checked(model, ['names']).findings).toEqual(expected);
});

it('takes for names what is evaluated together, once, and nowhere else', () => {
  const names = (text: string): unknown => namesIn(modelOf(`import { Mutex } from 'async-mutex';\nconst lock = new Mutex();\nasync function work(name: string, other = '') { await lock.acquire(); if (name !== other) lock.release(); }\n${text}`));
  expect(names("export async function main() { await Promise.all([work('a'), work('b'), work('c')]); }")).toEqual([['a', 'b', 'c']]);
  expect(names("export async function main() { await work('a'); await work('b'); }")).toEqual([]);
  expect(names("export async function main() { for (let i = 0; i < 2; i++) { void work('a'); void work('b'); } }")).toEqual([]);
  expect(names("async function pair() { await Promise.all([work('a'), work('b')]); }\nexport async function main() { await pair(); await pair(); }")).toEqual([]);
  expect(names("export async function main() { await Promise.all([work('a'), work('b', 'a'), work('c'), work('d')]); }")).toEqual([['b', 'c', 'd']]);
});
