import { textOf } from '../../model/ir/flow.ts';
import type { Instruction, Model } from '../../model/ir/ir.ts';

/** Methods of `Object` and `Reflect` that write properties whose names do not show. */
const writers = new Set(['defineProperty', 'defineProperties', 'set', 'deleteProperty']);

/** The property names that the code shows to be written once their object is made; undefined where it may be any. */
export function writtenNames(model: Model): readonly string[] | undefined {
  const text = (operand: number): unknown => {
    const constant = operand < 0 ? model.constants[-1 - operand] : undefined;
    return constant?.kind === 'literal' ? constant.value : undefined;
  };
  const isBuiltin = (operand: number): boolean => {
    const constant = operand < 0 ? model.constants[-1 - operand] : undefined;
    return constant?.kind === 'builtin' && (constant.name === 'Object' || constant.name === 'Reflect');
  };
  const writesAny = (i: Instruction): boolean => i.op === 'invoke' && isBuiltin(i.object) && writers.has(String(text(i.key)));
  const visible = model.procedures.filter((p) => !p.hidden).flatMap((p) => p.code);
  if (visible.some(writesAny)) return undefined;
  return [...model.mutable, ...visible.flatMap((i) => (i.op === 'delete' && i.key < 0 ? [String(text(i.key))] : []))];
}

const read = new WeakMap<Model, ReadonlySet<string>>();

/** The property names that the program's own code reads or calls. */
export function readNames(model: Model): ReadonlySet<string> {
  const known = read.get(model);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const { hidden, code } of model.procedures) {
    for (const i of hidden ? [] : code) {
      if (i.op !== 'get' && i.op !== 'invoke') continue;
      const name = textOf(model.constants, i.key);
      if (name !== undefined) names.add(name);
    }
  }
  read.set(model, names);
  return names;
}
