import type { Instruction, Model } from '../../model/ir/ir.ts';

/** Methods of `Object` and `Reflect` that write properties whose names do not show. */
const writers = new Set(['assign', 'defineProperty', 'defineProperties', 'set', 'deleteProperty']);

/** Which property names, as values, may be written once their object is made: reads of the others never race. */
export function writtenNames(model: Model, literal: (name: string) => number): (key: number) => boolean {
  const text = (operand: number): unknown => {
    const constant = operand < 0 ? model.constants[-1 - operand] : undefined;
    return constant?.kind === 'literal' ? constant.value : undefined;
  };
  const isBuiltin = (operand: number): boolean => {
    const constant = operand < 0 ? model.constants[-1 - operand] : undefined;
    return constant?.kind === 'builtin' && (constant.name === 'Object' || constant.name === 'Reflect');
  };
  const writesAny = (i: Instruction): boolean =>
    ((i.op === 'set' || i.op === 'delete') && i.key >= 0) || (i.op === 'invoke' && isBuiltin(i.object) && writers.has(String(text(i.key))));
  const visible = model.procedures.filter((p) => !p.hidden).flatMap((p) => p.code);
  if (visible.some(writesAny)) return () => true;
  const deleted = visible.flatMap((i) => (i.op === 'delete' ? [String(text(i.key))] : []));
  const names = new Set([...model.mutable, ...deleted].map(literal));
  return (key) => names.has(key);
}
