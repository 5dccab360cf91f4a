import type { Library } from '../libraries/index.ts';
import type { Bound, ModuleBuilder, ProgramBuilder } from './lower/context.ts';
import { lowerFunction } from './lower/functions.ts';
import { lowerPrelude, moduleOf, type Modules } from './lower/module.ts';
import { preludeText } from './prelude.ts';
import ts from './typescript.ts';

/** The prelude as it is in every model that begins with it: lowering it takes most of the time of a small file's model. */
interface Lowered {
  readonly libraries: readonly Library[];
  readonly root: string;
  readonly index: number;
  readonly program: Tables;
  readonly module: Bound;
}

/** What lowering adds to. What the lists and maps hold is never changed, only replaced. */
type Tables = Omit<ProgramBuilder, 'root' | 'opaque'>;

let parsed: ts.SourceFile | undefined;
let last: Lowered | undefined;

/** Lowers the prelude into a program that is still empty, or takes it from the model before. */
export function preludeOf(modules: Modules): ModuleBuilder {
  const { program, libraries } = modules;
  parsed ??= ts.createSourceFile('prelude.js', preludeText, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  if (last !== undefined && fits(last, modules)) {
    addTables(program, last.program);
    return moduleOf(modules, parsed, true, copied(last.module));
  }
  const prelude = moduleOf(modules, parsed, true);
  const wasEmpty = isEmpty(program);
  lowerPrelude(prelude, (node) => lowerFunction(prelude, node, [], undefined));
  if (wasEmpty) last = { libraries, root: program.root, index: prelude.index, program: tablesOf(program), module: copied(prelude) };
  return prelude;
}

/** Whether lowering the prelude here would give the same. */
function fits({ root, index, libraries }: Lowered, modules: Modules): boolean {
  return root === modules.program.root && index === modules.builders.length && isEmpty(modules.program)
    && libraries.length === modules.libraries.length && libraries.every((library, i) => library === modules.libraries[i]);
}

function isEmpty({ sites, constants, procedures, classes, libraries }: ProgramBuilder): boolean {
  return [sites, constants, procedures, classes, libraries].every(({ length }) => length === 0);
}

function copied({ scopes, siteIndex, lowered, privateNames }: Bound): Bound {
  return { scopes, siteIndex: new Map(siteIndex), lowered: new Map(lowered), privateNames: new Map(privateNames) };
}

function tablesOf(from: Tables): Tables {
  return {
    sites: [...from.sites], constants: [...from.constants], procedures: [...from.procedures], classes: [...from.classes], libraries: [...from.libraries],
    constantIndex: new Map(from.constantIndex), libraryIndex: new Map(from.libraryIndex), labels: new Map(from.labels), derived: new Map(from.derived),
    landmarks: new Set(from.landmarks), mutable: new Set(from.mutable),
  };
}

function addTables(program: Tables, from: Tables): void {
  for (const table of ['sites', 'constants', 'procedures', 'classes', 'libraries'] as const) (program[table] as unknown[]).push(...from[table]);
  for (const table of ['constantIndex', 'libraryIndex', 'derived'] as const) from[table].forEach((value, key) => program[table].set(key, value));
  from.labels.forEach((label, site) => program.labels.set(site, label));
  from.landmarks.forEach((site) => program.landmarks.add(site));
  from.mutable.forEach((name) => program.mutable.add(name));
}
