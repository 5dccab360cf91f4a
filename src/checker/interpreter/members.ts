import type { Operation } from '../../model/ir/ir.ts';
import type { Machine, PrimitiveOperation } from '../machine.ts';

/** The procedures of a class's members, by the keys of their names. */
export interface ClassMembers {
  readonly method: ReadonlyMap<number, number>;
  readonly get: ReadonlyMap<number, number>;
  readonly set: ReadonlyMap<number, number>;
}

/** A library operation, ready to run: a primitive operation, or a procedure of the prelude. */
export interface Resolved {
  readonly operation: Operation;
  readonly library: number;
  readonly primitive: PrimitiveOperation | undefined;
  readonly procedure: number;
  readonly operands: readonly string[];
}

/** What can be called by name: the members of classes and of libraries, each by its index in the model. */
export interface Members {
  readonly instance: readonly ClassMembers[];
  readonly static: readonly ClassMembers[];
  readonly library: readonly ReadonlyMap<number, Resolved>[];
  readonly libraryStatics: readonly ReadonlyMap<number, Resolved>[];
  /** What calling a library's function, or the class or namespace itself, does. */
  readonly libraryCall: readonly (Resolved | undefined)[];
  readonly libraryIterate: readonly (Resolved | undefined)[];
  /** The prelude's procedure for a method of a family of built-in values (`array`, `map`), if it has one. */
  readonly derived: (family: string, key: number) => number | undefined;
}

export function membersOf(m: Machine): Members {
  const { classes, libraries } = m.model;
  return {
    instance: classes.map((c) => classMembers(m, c.members.filter(({ isStatic }) => !isStatic))),
    static: classes.map((c) => classMembers(m, c.members.filter(({ isStatic }) => isStatic))),
    library: libraries.map(({ meaning }, i) => resolveAll(m, meaning.kind === 'class' ? meaning.members : {}, i)),
    libraryStatics: libraries.map(({ meaning }, i) => resolveAll(m, meaning.kind === 'class' ? meaning.statics ?? {} : {}, i)),
    libraryCall: libraries.map(({ meaning }, i) => (meaning.kind === 'function' ? resolve(m, meaning, i) : meaning.call === undefined ? undefined : resolve(m, meaning.call, i))),
    libraryIterate: libraries.map(({ meaning }, i) => (meaning.kind === 'class' && meaning.iterate !== undefined ? resolve(m, meaning.iterate, i) : undefined)),
    derived: derivedOf(m),
  };
}

function classMembers(m: Machine, list: readonly { readonly name: string; readonly kind: 'method' | 'get' | 'set'; readonly procedure: number }[]): ClassMembers {
  const members = { method: new Map<number, number>(), get: new Map<number, number>(), set: new Map<number, number>() };
  for (const member of list) members[member.kind].set(m.literal(member.name), member.procedure);
  return members;
}

function resolveAll(m: Machine, operations: Readonly<Record<string, Operation>>, library: number): ReadonlyMap<number, Resolved> {
  return new Map(Object.entries(operations).map(([name, operation]) => [m.literal(name.startsWith('[') ? `@@${name.slice(1, -1)}` : name), resolve(m, operation, library)]));
}

export function resolve(m: Machine, operation: Operation, library: number): Resolved {
  const primitive = m.operations.get(operation.op);
  const procedure = m.model.derived[operation.op] ?? -1;
  const operands = primitive?.operands ?? (procedure >= 0 ? m.model.procedures[procedure].parameterNames : []);
  return { operation, library, primitive, procedure, operands };
}

/** Names of methods that the prelude has under another. */
const sameAs: ReadonlyMap<string, string> = new Map([['findLastIndex', 'findIndex']]);

function derivedOf(m: Machine): Members['derived'] {
  const families = new Map<string, Map<number, number | undefined>>();
  return (family, key) => {
    let methods = families.get(family);
    if (methods === undefined) families.set(family, methods = new Map<number, number | undefined>());
    if (!methods.has(key)) {
      const name = m.text(key) ?? '?';
      methods.set(key, m.model.derived[`${family}.${sameAs.get(name) ?? name}`]);
    }
    return methods.get(key);
  };
}
