import { textOf, writersOf } from '../model/ir/flow.ts';
import type { Model, Procedure } from '../model/ir/ir.ts';

/** What a value may be: more than a plain one (a function, an object, a resource), or plain but for what properties of these names hold. */
type Origin = 'any' | ReadonlySet<string>;

const plain: Origin = new Set();

/**
 * Which properties may hold more than plain values, by name. What the others hold is text, numbers and what was read from
 * their like, and of no use to code outside that is handed the object.
 */
export function holdingNames(model: Model): (name: string) => boolean {
  const holding = new Set<string>();
  const readBy = new Map<string, string[]>();
  // a value that is assigned under a computed name may be what any property holds
  let holdsAny = false;
  for (const procedure of model.procedures) {
    const originOf = originsIn(model, procedure);
    for (const [name, value] of assignmentsIn(model, procedure)) {
      const origin = originOf(value);
      if (name === undefined) holdsAny ||= origin !== plain && !procedure.hidden;
      else if (origin === 'any') holding.add(name);
      else for (const source of origin) readBy.set(source, [...readBy.get(source) ?? [], name]);
    }
  }
  if (holdsAny) for (const names of readBy.values()) for (const name of names) holding.add(name);
  for (const name of holding) for (const reader of readBy.get(name) ?? []) holding.add(reader);
  return (name) => holding.has(name);
}

/** What is assigned to properties, by name: undefined where that is computed. */
function assignmentsIn({ constants }: Model, { code }: Procedure): (readonly [string | undefined, number])[] {
  return code.flatMap((i): readonly (readonly [string | undefined, number])[] => {
    if (i.op === 'set') return [[textOf(constants, i.key), i.a]];
    return i.op === 'object' ? i.keys.map((key, at) => [key, i.values[at]] as const) : [];
  });
}

function originsIn({ constants }: Model, { code, handlers, parameters }: Procedure): (value: number) => Origin {
  const writers = writersOf(code);
  const caught = new Set(handlers.map(({ slot }) => slot));
  const seen = new Set<number>();

  function originOf(value: number): Origin {
    if (value < 0) return ['literal', 'unknown'].includes(constants[-1 - value].kind) ? plain : 'any';
    if (value < parameters || caught.has(value)) return 'any';
    if (seen.has(value)) return plain;
    seen.add(value);
    const origins = (writers.get(value) ?? []).map((pc) => originOfResult(code[pc]));
    seen.delete(value);
    const names = new Set<string>();
    for (const origin of origins) {
      if (origin === 'any') return 'any';
      for (const name of origin) names.add(name);
    }
    return names.size === 0 ? plain : names;
  }

  function originOfResult(i: (typeof code)[number]): Origin {
    switch (i.op) {
      case 'move': return originOf(i.a);
      case 'unary': case 'binary': case 'opaque': return plain;
      case 'get': {
        const name = textOf(constants, i.key);
        return name === undefined ? 'any' : new Set([name]);
      }
      case 'call': return isConversion(i.callee) ? plain : 'any';
      default: return 'any';
    }
  }

  function isConversion(callee: number): boolean {
    const constant = callee < 0 ? constants[-1 - callee] : undefined;
    return constant?.kind === 'builtin' && conversions.has(constant.name);
  }
  return originOf;
}

/** Functions of the platform that make a plain value of any. */
export const conversions: ReadonlySet<string> = new Set(['String', 'Number', 'Boolean', 'isNaN', 'isFinite', 'parseInt', 'parseFloat']);
