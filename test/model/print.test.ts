import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildModels } from '../../src/model/build.ts';
import type { Instruction, Model } from '../../src/model/ir/ir.ts';
import { parseModel } from '../../src/model/parse.ts';
import { printModel } from '../../src/model/print.ts';
import { textProject } from '../../src/model/project.ts';
import { programs, textOf } from '../checker/programs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = readdirSync(`${root}/fixtures`, { recursive: true, encoding: 'utf8' })
  .map((name) => `fixtures/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.ts') && !name.includes('/node_modules/'))
  .sort();

const tiny = `import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function main(): Promise<void> {
  const release = await lock.acquire();
  try {
    if (lock.isLocked()) throw new Error('late');
  } finally {
    release();
  }
}
`;

const tinyText = `-- The process model of tiny.ts.
-- %n is a slot, \`a -> P\` is a then P, \`P [| throw |> Q\` is P that goes on as Q where it throws, @ is a place in the source.

entry main = entry#E main of module 1 @tiny.ts:3:1'2

module 0 = prelude init none imports () globals ()
module 1 = tiny.ts init module#M imports () globals (lock)

process module#M() async, parameters 0, slots 1, module 1 @tiny.ts:1:1
  module.0 = %0 := new lib async-mutex/Mutex() @2:14 -> store lock#1.0 := %0 @2:7 -> return undefined @1:1 -> SKIP

process entry#E() async hidden, parameters 0, slots 3, module 1 @tiny.ts:3:1
  entry.0 = %0 := fn module#M() -> %1 := fn main#P() -> %2 := await %1 -> return undefined -> SKIP

process main#P() async, parameters 0, slots 12, module 1 @tiny.ts:3:1
  main.5 .. main.11 [| throw, close |> main.13 with %5
  main.0 = %1 := load const lock#1.0 @4:25'2 -> %0 := %1.acquire() @4:25 -> %2 := await %0 -> %3 := %2 @4:9
    -> %6 := save env @5:3 -> main.5
  main.5 = %8 := load const lock#1.0 @6:9'2 -> %7 := %8.isLocked() @6:9 -> if %7 then main.8 else main.11
  main.8 = %9 := new builtin Error("late") @6:32 -> throw %9 @6:26 -> STOP
  main.10 = main.11 @6:5
  main.11 = %4 := 0 @5:3 -> main.14
  main.13 = %4 := 1 -> main.14
  main.14 = restore env %6 -> %10 := %3() @8:5'2 -> %11 := %4 === 0 @5:3 -> if %11 then main.18 else main.19
  main.18 = main.20
  main.19 = throw %5 -> STOP
  main.20 = return undefined @3:1 -> SKIP

`;

/** Every instruction, name and constant that is awkward to write. */
const code: readonly Instruction[] = [
  { op: 'move', to: 0, a: -1 },
  { op: 'copyEnv' },
  { op: 'delete', object: 0, key: -2 },
  { op: 'set', object: -4, key: -3, a: -5 },
  { op: 'accessor', target: 0, key: -2, get: -9, set: -1 },
  { op: 'opaque', to: 1, reason: 'a "b" -> c @1:2 \\\n' },
  { op: 'object', to: 1, keys: ['a', 'b c', '', '#p@1.0'], values: [0, -2, -7, -3] },
  { op: 'assign', target: 0, source: 1, without: ['x', ', y'] },
  { op: 'binary', to: 1, operator: '%', a: 0, b: -4 },
  { op: 'unary', to: 1, operator: '-', a: -4 },
  { op: 'call', to: 1, callee: -9, self: -6, args: [0], spread: true },
  { op: 'call', to: 1, callee: -11, self: -1, args: [-8, -12, -13], spread: false },
  { op: 'getSuper', to: 1, class: 0, key: -3, isStatic: true },
  { op: 'class', to: 1, index: 0, parent: -1 },
  { op: 'storeGlobal', module: 0, index: 1, a: -10 },
  { op: 'branch', a: 0, test: 'nullish', yes: 16, no: 0 },
  { op: 'throw', a: 0 },
];
const place = { file: 'my files/a b.ts', line: 1, column: 2, endLine: 3, endColumn: 4 };
const odd: Model = {
  sites: [place, { ...place, endLine: 9 }, { ...place, file: 'other.ts' }],
  constants: [
    { kind: 'literal', value: undefined }, { kind: 'literal', value: 'a b -> "c"' }, { kind: 'literal', value: '#p@1.0' }, { kind: 'literal', value: -0 },
    { kind: 'literal', value: Number.NaN }, { kind: 'literal', value: 1e-7 }, { kind: 'literal', value: null }, { kind: 'unknown' },
    { kind: 'function', procedure: 0 }, { kind: 'builtin', name: 'a.b' }, { kind: 'library', index: 1 }, { kind: 'unknown' }, { kind: 'literal', value: '' },
  ],
  procedures: [{
    name: 'callback of "x"', site: 1, module: 0, parameters: 2, rest: true, parameterNames: ['', 'rest'], slots: 2, kind: 'async-generator', arrow: true, hidden: true,
    code, sites: code.map((_, i) => i % 3), handlers: [{ from: 0, to: code.length, target: 16, slot: 1, always: false }],
  }],
  classes: [{ name: '', site: 0, constructor: -1, fields: 0, derived: true, members: [{ name: '#m@1.0', kind: 'get', isStatic: true, isInner: true, procedure: 0 }, { name: 'a b', kind: 'method', isStatic: false, isInner: false, procedure: 0 }] }],
  modules: [{ file: 'my files/a b.ts', init: -1, globals: ['x', 'x', 'a b'], imports: [0] }],
  libraries: [
    { library: 'a.b', name: 'default', meaning: { kind: 'function', op: 'promise.all' }, handles: {} },
    { library: 'a.b', name: 'default', meaning: { kind: 'class', primitive: 'mutex', members: {} }, handles: { Handle: 0 } },
  ],
  entries: [{ name: 'main task', site: 2, module: 0, kind: 'exported', procedure: 0 }],
  derived: { 'promise.all': 0 },
  labels: { 1: 'Pool.#lock' },
  landmarks: [-3, 2.5, 1e21],
  mutable: ['#p@1.0', 'a, b'],
};

describe('the text of a model', () => {
  let folder: string;
  let model: Model;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffman-print-'));
    writeFileSync(join(folder, 'tiny.ts'), tiny);
    [model] = buildModels({ root: folder, files: [join(folder, 'tiny.ts')] }).models;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('shows what the source says first', () => {
    const numbers = new Map(model.procedures.map(({ name }, index) => [name, `#${index}`]));
    const expected = tinyText
      .replaceAll('#E', numbers.get('entry') ?? '').replaceAll('#M', numbers.get('module') ?? '').replaceAll('#P', numbers.get('main') ?? '');
    expect(printModel(model).split('-- What the operations')[0]).toBe(expected);
  });

  test('is the same for the same model', () => {
    const text = printModel(model);
    expect(printModel(parseModel(text))).toBe(text);
  });

  test('reads back with comments, blank lines and CRLF', () => {
    const text = printModel(model);
    expect(parseModel(`\n-- mine\n\n${text.replaceAll('\n', '\r\n')}`)).toEqual(model);
  });

  test('reads back where names and constants are awkward', () => {
    expect(parseModel(printModel(odd))).toStrictEqual(odd);
  });

  test.each([
    ['an empty text', () => '', /^line 1: the text has no model$/],
    ['a line of something else', (text: string) => `let x = 1;\n${text}`, /^line 1: not a line of a model: let x = 1;$/],
    ['a step that is none', (text: string) => text.replace('%2 := await %0', '%2 := wait for %0'), /^line \d+: not a step: %2 := wait for %0$/],
    ['a slot that is not there', (text: string) => text.replace('%2 := await %0', '%12 := await %0'), /^line \d+: there is no slot %12$/],
    ['a constant that is not there', (text: string) => text.replace('Error("late")', 'Error("lat")'), /^line \d+: there is no constant "lat"$/],
    ['a place that is not there', (text: string) => text.replace('@6:32', '@6:99'), /^line \d+: there is no site tiny\.ts:6:99$/],
    ['a process that is not there', (text: string) => text.replace('derived promise.all = promise$all#', 'derived promise.all = promise$some#'), /^line \d+: there is no process promise\$some#\d+$/],
    ['a process that is numbered twice', (text: string) => text.replace(/process promise\$all#\d+/, 'process promise$all#0'), /^line \d+: has number 0 where 1 is due$/],
    ['an equation that is not there', (text: string) => text.replace('-> main.14', '-> main.15'), /^line \d+: main has no equation 15$/],
    ['an equation in the wrong place', (text: string) => text.replace('  main.13 = ', '  main.12 = '), /^line \d+: begins at 12 where 13 is due$/],
    ['a return that goes on', (text: string) => text.replace('return undefined @3:1 -> SKIP', 'return undefined @3:1 -> main.0'), /^line \d+: main\.0 where SKIP is due$/],
    ['a return that just stops', (text: string) => text.replace('return undefined @3:1 -> SKIP', 'return undefined @3:1'), /^line \d+: the equation does not say how it goes on after: return undefined @3:1$/],
    ['SKIP without a return', (text: string) => text.replace('return undefined @3:1 -> SKIP', 'copy env -> SKIP'), /^line \d+: not a step: SKIP$/],
    ['a step after the end', (text: string) => text.replace('-> STOP', '-> STOP -> copy env'), /^line \d+: nothing can follow: STOP$/],
    ['an equation that just stops', (text: string) => text.replace('%4 := 0 @5:3 -> main.14', '%4 := 0 @5:3'), /^line \d+: the equation does not say how it goes on after: %4 := 0 @5:3$/],
    ['a string that does not end', (text: string) => text.replace('Error("late")', 'Error("late)'), /^line \d+: a string does not end: /],
    ['a library that is no JSON', (text: string) => text.replace('library {', 'library {{'), /^line \d+: .*JSON/],
    ['a line that belongs to nothing', (text: string) => text.replace('\nentry main', '\n  main.0 = main.0\nentry main'), /^line \d+: not a line of a model: /],
  ])('is refused where it has %s', (_, spoil, message) => {
    const text = printModel(model);
    const spoilt = spoil(text);
    expect(spoilt).not.toBe(text);
    let said = '';
    try { parseModel(spoilt); } catch (error) { said = error instanceof Error ? error.message : ''; }
    expect(said).toMatch(message);
    expect(said).not.toContain('\n');
  });

  test('names the very line', () => {
    const text = printModel(model);
    const line = text.split('\n').findIndex((content) => content.includes('Error("late")')) + 1;
    expect(() => parseModel(text.replace('Error("late")', 'Error(late)'))).toThrow(`line ${line}: not a step: %9 := new builtin Error(late)`);
  });

  test('reads back as the same model for generated programs', () => {
    fc.assert(fc.property(programs, (program) => {
      const project = textProject('/a.ts', textOf(program));
      for (const generated of buildModels({ root: '/', files: ['/a.ts'], project }).models) expect(parseModel(printModel(generated))).toEqual(generated);
    }), { numRuns: 10, seed: 1 });
  }, 60_000);

  // `npm run oracle` reads all back; building all their models takes a minute and more: every twelfth is of each kind
  test('reads back as the same model for every twelfth fixture', () => {
    let count = 0;
    for (const fixture of buildModels({ root, files: fixtures.filter((_, i) => i % 12 === 0).map((name) => join(root, name)), tsconfig: join(root, 'fixtures/tsconfig.json') }).models) {
      expect(parseModel(printModel(fixture)), fixture.modules[fixture.entries[0].module].file).toEqual(fixture);
      count++;
    }
    expect(count).toBeGreaterThan(60);
  }, 300_000);
});
