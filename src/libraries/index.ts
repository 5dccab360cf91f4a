import * as files from './all.ts';
import type { Callbacks, Calm, Cancellable, Export, Library, Operation } from './library.ts';

/** All descriptions of this folder, in the order of their file names. */
export const libraries: readonly Library[] = Object.values(files).flatMap((file) => Object.values(file as Readonly<Record<string, Library>>));

/** A library's export together with where it was found. */
export interface Found {
  readonly library: Library;
  readonly name: string;
  readonly meaning: Export;
}

/** The meaning of `name` (`default` for the default export) imported from `specifier`, if a description knows it. */
export function findExport(known: readonly Library[], specifier: string, name: string): Found | undefined {
  for (const library of known) {
    if (!library.modules.includes(specifier)) continue;
    const meaning = Object.hasOwn(library.exports, name) ? library.exports[name] : undefined;
    if (meaning !== undefined) return { library, name, meaning };
  }
  return undefined;
}

/** The meaning of a name that exists without an import, such as `Promise`. */
export function findGlobal(known: readonly Library[], name: string): Found | undefined {
  for (const library of known) {
    const exported = library.globals !== undefined && Object.hasOwn(library.globals, name) ? library.globals[name] : undefined;
    if (exported === undefined) continue;
    const meaning = library.exports[exported];
    if (meaning !== undefined) return { library, name: exported, meaning };
  }
  return undefined;
}

/** How a function that only waits is cancelled: imported from `specifier`, or global. */
export function findCancellable(known: readonly Library[], specifier: string | undefined, name: string): Cancellable | undefined {
  for (const { modules, globals, cancellable } of known) {
    if (specifier === undefined ? globals?.[name] !== name : !modules.includes(specifier)) continue;
    if (cancellable !== undefined && Object.hasOwn(cancellable, name)) return cancellable[name];
  }
  return undefined;
}

/** The names of all descriptions together, of one sort of what the outside calls back. */
export function callbackNames(known: readonly Library[], sort: keyof Callbacks): ReadonlySet<string> {
  return new Set(known.flatMap(({ callbacks }) => callbacks?.[sort] ?? []));
}

/** The names of all descriptions together, of one sort of what throws nothing. */
export function calmNames(known: readonly Library[], sort: keyof Calm): ReadonlySet<string> {
  return new Set(known.flatMap(({ calm }) => calm?.[sort] ?? []));
}

/** The names of the types of all descriptions together, of one sort of what keeps values. */
export function collectionNames(known: readonly Library[], sort: 'types' | 'views'): ReadonlySet<string> {
  return new Set(known.flatMap(({ collections }) => collections?.[sort] ?? []));
}

/** What methods of promises and collections do, for those who know no more of the object. */
export function commonMethods(known: readonly Library[]): ReadonlyMap<string, Operation> {
  const owners = known.flatMap(({ exports, collections }) => [collections, ...Object.values(exports).filter((meaning) => meaning.kind === 'class' && meaning.primitive === 'promise')]);
  return new Map(owners.flatMap((owner) => (owner !== undefined && 'members' in owner ? Object.entries(owner.members ?? {}) : [])));
}

/** The global functions that never return. */
export function finalNames(known: readonly Library[]): ReadonlySet<string> {
  return new Set(known.flatMap(({ final }) => final ?? []));
}

export { forInstalled } from './versions.ts';
export type { Blocking, Calm, Cancellable, ClassExport, Constant, Export, FunctionExport, Gives, Library, Obligation, Operand, Operation, PrimitiveName } from './library.ts';
