import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { programsOf } from '../../src/checker/relevance.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Model } from '../../src/model/ir/ir.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-relevance-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

function modelOf(name: string, text: string): Model {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, text);
  return [...buildModels({ root: folder, files: [file] }).models][0];
}

function statesOf(model: Model): number {
  const { entries } = checkModel(model, { maxStates: 20_000, timeoutSeconds: 30, maxMemoryMb: 500, schedule: 'any' });
  expect(entries.map((e) => e.verdict)).toEqual(['clean']);
  return entries[0].states;
}

const station = (declared: string, counted: string, shown: string): string => `
import { Mutex } from 'async-mutex';
class Station {
  readonly lock = new Mutex();
  readonly log: string[] = [];
  ${declared}
  async pass(name: string): Promise<void> {
    await this.lock.runExclusive(async () => {
      await Promise.resolve();
      ${counted}
    });
  }
}
export async function main(): Promise<void> {
  const station = new Station();
  await Promise.all(['a', 'b', 'c'].map((name) => station.pass(name)));
  ${shown}
}`;

it('gives a program that counts and logs the states of the one that does not', () => {
  const plain = statesOf(modelOf('plain', station('', '', '')));
  const counting = modelOf('counting', station(
    'statistics = { passed: 0, last: 0 };',
    'this.statistics.passed++; this.statistics.last = Date.now(); this.log.push(name);',
    'console.log(`${station.statistics.passed} passed, ${station.log.length} lines`);',
  ));
  expect(statesOf(counting)).toBe(plain);
});

it('keeps what a branch reads, also where the name is computed', () => {
  const declared = 'passed = 0; reads = 0;';
  const counted = 'this.passed++; this.reads++;';
  const model = modelOf('branching', station(declared, counted, 'if (station.passed > 5) await station.lock.acquire();'));
  const programs = programsOf(model, new Set());
  expect(programs.isRead('passed')).toBe(true);
  expect(programs.isRead('reads')).toBe(false);
  expect(programsOf(model, new Set(['reads'])).isRead('reads')).toBe(true);
});

it('leaves the demand that an object be there where a read is left out', () => {
  const model = modelOf('nothing', `
export async function main(): Promise<void> {
  const found = new Map<string, { size: number }>().get('x') as { size: number };
  try { console.log(found.size); }
  catch { await new Promise<void>((_resolve) => undefined); }
}`);
  const { findings } = checkModel(model, { maxStates: 1000, timeoutSeconds: 10, maxMemoryMb: 100, schedule: 'any' });
  expect(findings.map((f) => f.blocked.map((b) => b.location.line))).toEqual([[5]]);
});

const workers = (used: string): string => `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
async function work(name: string): Promise<string> {
  await new Promise((resolve) => { setTimeout(resolve, 1); });
  const release = await lock.acquire();
  await Promise.resolve();
  release();
  return name;
}
export async function main(): Promise<void> {
  const tasks: Promise<string>[] = [];
  for (let i = 0; i < 4; i++) tasks.push(work('same'));
  ${used}
}`;

it('takes equal tasks for one another where nobody reads which is which', () => {
  const together = statesOf(modelOf('together', workers('await Promise.all(tasks);')));
  const apart = statesOf(modelOf('apart', workers("const names = await Promise.all(tasks); if (names[0] === 'other') await lock.acquire();")));
  expect(together * 2).toBeLessThan(apart);
});

it('keeps the order of a list that is read by position, however late', () => {
  const model = modelOf('position', workers(`
  await Promise.all(tasks);
  const first = tasks[0];
  if (first !== tasks[1]) await new Promise<void>((_resolve) => undefined);`));
  const { findings } = checkModel(model, { maxStates: 20_000, timeoutSeconds: 30, maxMemoryMb: 500, schedule: 'any' });
  expect(findings).toHaveLength(1);
});

const search = (fields: string): string => `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function main(): Promise<void> {
  const query = (await (await fetch('/query')).json()) as Record<string, string | undefined>;
  const params = new URLSearchParams();
  const body: Record<string, unknown> = {};
  ${fields}
  await lock.runExclusive(() => fetch('/search?' + String(params), { body }));
}`;

it('gives a program that copies what is there the states of the one that does not', () => {
  const plain = statesOf(modelOf('no-fields', search('')));
  const copied = ['owner', 'state', 'label', 'since', 'until'].map((field) => `if (query.${field}) params.set('${field}', query.${field}); if (query.${field} !== undefined) body.${field} = query.${field};`);
  expect(statesOf(modelOf('fields', search(copied.join('\n'))))).toBe(plain);
});

it('keeps a branch that decides which properties there are where they are listed', () => {
  const listed = "if (query.owner) body.owner = query.owner; if (Object.keys(body).length === 0) await new Promise<void>((_resolve) => undefined);";
  const { findings } = checkModel(modelOf('listed', search(listed)), { maxStates: 1000, timeoutSeconds: 10, maxMemoryMb: 100, schedule: 'any' });
  expect(findings.map((f) => f.blocked.map((b) => b.location.line))).toEqual([[8]]);
  const { findings: none } = checkModel(modelOf('listed-otherwise', search(listed.replace('=== 0', '> 1'))), { maxStates: 1000, timeoutSeconds: 10, maxMemoryMb: 100, schedule: 'any' });
  expect(none).toEqual([]);
});

it('keeps what an object that is handed out may hold, and no plain values', () => {
  const fields = "if (query.owner) body.owner = query.owner; body.done = () => undefined;";
  const programs = programsOf(modelOf('handed', search(fields)), new Set());
  expect(['owner', 'done'].map((name) => programs.mayHold(name))).toEqual([false, true]);
  expect([...programs.missing]).toEqual(['owner']);
});
