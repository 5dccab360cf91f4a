import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ClassExport, Library } from '../../src/libraries/library.ts';
import { buildModels } from '../../src/model/build.ts';
import { specifiersIn } from '../../src/model/imports.ts';
import { constantOperands, textOf } from '../../src/model/ir/flow.ts';
import type { Instruction, Model } from '../../src/model/ir/ir.ts';
import { standInOperations } from './stand-in-operations.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Fixture {
  /** Its path in `fixtures/`, without the extension. */
  readonly name: string;
  readonly text: string;
}

/** What the model of a fixture uses of libraries. */
interface Use {
  readonly specifiers: readonly string[];
  /** Exports of descriptions, as `specifier name`. */
  readonly exports: ReadonlySet<string>;
  /** Functions, classes and objects of programs that stand in for packages. */
  readonly names: ReadonlySet<string>;
  /** Members of any object that it calls, reads, sets or iterates. */
  readonly members: ReadonlySet<string>;
}

/** An operation as it is described; members that mean the same are one. */
export interface Described {
  /** The first specifier that the library is imported by; empty for what is global. */
  readonly library: string;
  readonly specifiers: readonly string[];
  /** Exists without an import too. */
  readonly isGlobal: boolean;
  /** `Class.member`, or the name of an export. */
  readonly names: readonly string[];
  /** The operation of a primitive, where the description is one of those. */
  readonly op: string | undefined;
}

/** Fixtures that exercise an operation, two of each sort at most. */
export interface Exercise {
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

/** All fixtures whose first line says what to find, those of single libraries first. */
export function fixturePrograms(): readonly Fixture[] {
  const all = readdirSync(`${root}/fixtures`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name: name.replaceAll('\\', '/').replace(/\.ts$/, ''), text: readFileSync(`${root}/fixtures/${name}`, 'utf8') }))
    .filter(({ text }) => text.startsWith('// expect:'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const isSingle = ({ name }: Fixture): boolean => name.startsWith('libraries/');
  return [...all.filter(isSingle), ...all.filter((fixture) => !isSingle(fixture))];
}

const uses = new Map<string, Use | undefined>();

function useOf({ name, text }: Fixture): Use | undefined {
  if (!uses.has(name)) {
    const [model] = [...buildModels({ root, files: [`${root}/fixtures/${name}.ts`] }).models] as readonly (Model | undefined)[];
    uses.set(name, model === undefined ? undefined : usedBy(model, text));
  }
  return uses.get(name);
}

function usedBy(model: Model, text: string): Use {
  const names = new Set<string>();
  const members = new Set<string>();
  const standsIn = (module: number): boolean => module !== 0 && model.modules[module].file === 'prelude';
  for (const { code } of model.procedures.filter(({ hidden }) => !hidden)) {
    for (const instruction of code) {
      for (const member of membersOf(model, instruction)) members.add(member);
      if (instruction.op === 'loadGlobal' && standsIn(instruction.module)) names.add(model.modules[instruction.module].globals[instruction.index]);
      for (const operand of constantOperands(instruction)) {
        const constant = model.constants[-1 - operand];
        if (constant.kind === 'function' && standsIn(model.procedures[constant.procedure].module)) names.add(model.procedures[constant.procedure].name);
      }
    }
  }
  const others = model.modules.filter(({ file }) => file.startsWith('fixtures/')).map(({ file }) => readFileSync(`${root}/${file}`, 'utf8'));
  return { specifiers: [text, ...others].flatMap(specifiersIn), exports: new Set(model.libraries.map(({ library, name }) => `${library} ${name}`)), names, members };
}

function membersOf({ constants }: Model, instruction: Instruction): string[] {
  switch (instruction.op) {
    case 'invoke': case 'get': return [memberName(textOf(constants, instruction.key))];
    case 'set': return [`set ${textOf(constants, instruction.key) ?? ''}`, `${textOf(constants, instruction.key) ?? ''}=`];
    case 'iterate': return instruction.async ? ['[asyncIterator]', 'for await'] : ['[iterator]'];
    default: return [];
  }
}

/** `Symbol.dispose` is `@@dispose` in models, and `[dispose]` in descriptions. */
function memberName(member = ''): string {
  return member.startsWith('@@') ? `[${member.slice(2)}]` : member;
}

function membersIn({ members, statics, call, iterate }: ClassExport): (readonly [name: string, operation: { readonly op: string }])[] {
  return [...Object.entries(members), ...Object.entries(statics ?? {}), ...(call === undefined ? [] : [['()', call] as const]), ...(iterate === undefined ? [] : [['for await', iterate] as const])];
}

/** All that is described: as operations of primitives, and by programs that stand in for packages. */
export function describedOperations(libraries: readonly Library[]): Described[] {
  const found = new Map<string, Described>();
  const add = ({ modules, globals }: Library, name: string, means: string, op?: string): void => {
    const [specifier = ''] = modules;
    // several versions of a package are one here: only one of them is installed
    const key = `${specifier} ${means}`;
    const known = found.get(key) ?? { library: specifier, specifiers: modules, isGlobal: globals !== undefined, names: [], op };
    found.set(key, { ...known, names: [...new Set([...known.names, name])] });
  };
  for (const library of libraries) {
    const inner = importedByItself(library);
    for (const [name, meaning] of Object.entries(library.exports)) {
      if (inner.has(name)) continue;
      if (meaning.kind === 'function') add(library, name, JSON.stringify(meaning), meaning.op);
      else if (meaning.standsIn !== true) for (const [member, operation] of membersIn(meaning)) add(library, `${name}.${member}`, JSON.stringify(operation), operation.op);
    }
    for (const { name, does } of standInOperations(library.standIn ?? '')) add(library, name, does);
  }
  return [...found.values()];
}

/** What the program that stands in for a package imports from the package is no business of those who use it. */
function importedByItself({ standIn = '', modules }: Library): ReadonlySet<string> {
  return new Set([...standIn.matchAll(/^import \{ ([\w, ]+) \} from '([^']+)'/gm)].flatMap(([, names, from]) => (modules.includes(from) ? names.split(', ').map((name) => name.replace(/ as .*/, '')) : [])));
}

function isUsed(use: Use, { library, specifiers, op }: Described, name: string): boolean {
  const [owner, ...rest] = name.split('.');
  const member = rest.at(-1) ?? '';
  // what is called itself may be kept in a field, and be called as a method there
  if (op !== undefined) return use.exports.has(`${library} ${owner}`) && (member === '' || member === '()' || use.members.has(member));
  if (!use.specifiers.some((own) => specifiers.some((specifier) => own === specifier || own.startsWith(`${specifier}/`)))) return false;
  return member === '' ? use.names.has(owner) || use.members.has(owner) : use.members.has(member);
}

/** Whether the text of a fixture lets it be that it uses one of the names: what it does not write it does not use. */
function mayUse({ text }: Fixture, { names, specifiers, isGlobal }: Described): boolean {
  if (/from '\.{1,2}\//.test(text)) return true;
  const words = names.map((name) => /\.(\w+=?)$|^(\w+)$/.exec(name)?.slice(1).find((word) => word !== undefined && word !== 'default')?.replace('=', ''));
  return (isGlobal || specifiers.some((specifier) => text.includes(specifier))) && words.some((word) => word === undefined || text.includes(word));
}

/** Which fixtures exercise an operation, by their models. */
export function exerciseOf(operation: Described, fixtures: readonly Fixture[]): Exercise {
  const right: string[] = [];
  const wrong: string[] = [];
  for (const fixture of fixtures) {
    const list = fixture.text.startsWith('// expect: silent\n') ? right : wrong;
    if (list.length === 2 || !mayUse(fixture, operation)) continue;
    const use = useOf(fixture);
    if (use !== undefined && operation.names.some((name) => isUsed(use, operation, name))) list.push(fixture.name);
  }
  return { right, wrong };
}
