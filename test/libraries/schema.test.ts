import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, it } from 'vitest';
import { primitives } from '../../src/checker/primitives/index.ts';
import { checkModel } from '../../src/checker/check.ts';
import { libraries } from '../../src/libraries/index.ts';
import type { Export, Library } from '../../src/libraries/library.ts';
import { describedSchema, fault } from '../../src/libraries/schema/validate.ts';
import { buildModels } from '../../src/model/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(read('schemas/library.schema.json')) as object);

/** The descriptions that the guide shows. */
const examples = [...read('docs/writing-a-library-description.md').matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text) as Library);

it.each([...libraries, ...examples].map((library) => [library.modules[0] ?? Object.keys(library.globals ?? {}).join(), library] as const))('the description of %s has the form that the schema asks for', (_, library) => {
  expect(validate(library), JSON.stringify(validate.errors)).toBe(true);
});

/** The names of the operations that an export uses. */
function operationsOf(meaning: Export): readonly string[] {
  if (meaning.kind === 'function') return [meaning.op];
  const { members, statics = {}, call, iterate, create, setup } = meaning;
  const operations = [...Object.values(members), ...Object.values(statics), call, iterate].filter((operation) => operation !== undefined);
  return [...operations.map(({ op }) => op), create, setup].filter((name) => name !== undefined);
}

it('the schema names the operations that descriptions use', () => {
  const { $defs } = JSON.parse(read('schemas/library.schema.json')) as { readonly $defs: { readonly operationName: { readonly enum: readonly string[] } } };
  const used = libraries.flatMap(({ exports, collections }) => [...Object.values(exports).flatMap(operationsOf), ...Object.values(collections?.members ?? {}).map(({ op }) => op)]);
  expect($defs.operationName.enum).toEqual([...new Set(used)].sort());
});

it('a misspelt operation is told, with the one that was probably meant', () => {
  const description = { modules: ['x'], exports: { C: { kind: 'class', primitive: 'mutex', members: { take: { op: 'mutex.aquire' } } } } };
  expect(fault(description, { $ref: 'library.schema.json' })).toMatch(/^exports\.C\.members\.take\.op .*; did you mean mutex\.acquire\?$/);
});

it('the schema names the operations that a stand-in can run', () => {
  const { $defs } = JSON.parse(read('schemas/library.schema.json')) as { readonly $defs: { readonly standInOperation: { readonly enum: readonly string[] } } };
  expect($defs.standInOperation.enum).toEqual(primitives.flatMap(({ name, operations }) => Object.keys(operations).map((operation) => `${name}.${operation}`)).sort());
});

it.each([
  ['a misspelt name', "const turned = $op('promise.creat');", /^libraries\[0\]\.standIn, line 2: there is no operation promise\.creat; did you mean promise\.create\?$/],
  ['a name like no other', "$op('tide.turn');", /line 2: there is no operation tide\.turn; the schema lists them all$/],
  ['a name that is worked out', '$op(`promise.${verb}`);', /line 2: the first argument of \$op has to be the name of an operation in quotes$/],
])('a stand-in that runs %s is told, with its line', (_, line, told) => {
  const description = { modules: ['x'], exports: {}, standIn: `export function tide() {\n  ${line}\n}\n` };
  expect(fault({ libraries: [description] }, describedSchema)).toMatch(told);
});

it.each<[string, object]>([
  ['no exports', { modules: ['x'] }],
  ['a name that is misspelt', { modules: ['x'], exports: {}, obligation: [] }],
  ['an operation without its primitive', { modules: ['x'], exports: { f: { kind: 'function', op: 'acquire' } } }],
  ['an unknown primitive', { modules: ['x'], exports: { C: { kind: 'class', primitive: 'lock', members: {} } } }],
  ['an operand in two places', { modules: ['x'], exports: { f: { kind: 'function', op: 'mutex.acquire', operands: { weight: { argument: 0, option: 'a' } } } } }],
  ['a range of versions in another form', { modules: ['x'], versions: '^1.0.0', exports: {} }],
])('a description with %s is not valid', (_, description) => {
  expect(validate(description)).toBe(false);
});

function findingsOf(source: string): string[] {
  const file = join(folder, 'program.ts');
  writeFileSync(file, source);
  const { models } = buildModels({ root: folder, files: [file], libraries: examples });
  return [...models].flatMap((model) => checkModel(model, { maxStates: 10_000, timeoutSeconds: 10, maxMemoryMb: 500, schedule: 'any' }).findings)
    .map((finding) => `${finding.kind} ${finding.blocked.map((b) => `${b.operation} ${String(b.location.line)}`).join(', ')}`);
}

it('the guide\'s examples are enough to find what is wrong', () => {
  expect(findingsOf(`import { Sluice, openCanal } from 'tidewater';
export async function main(): Promise<void> {
  const gate = new Sluice();
  const canal = openCanal({ room: 1 });
  await gate.during(() => canal.push('barge'));
  await gate.during(() => canal.push('raft'));
}
`)).toEqual(['deadlock send 6']);
  expect(findingsOf(`import { tide } from 'tidewater/once';
export async function main(): Promise<void> {
  const { turned, turn } = tide();
  if (process.argv.length > 2) turn();
  await turned;
}
`)).toEqual(['deadlock await 5']);
});
