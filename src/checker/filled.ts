import type { Instruction, Procedure } from '../model/ir/ir.ts';
import { codeOf } from '../model/windows/code.ts';

/** Whether an operand of a procedure is an object that the procedure itself makes, by an instruction for which `makes` holds, and that it keeps in constants only. */
export function filledIn(procedure: Procedure, makes: (instruction: Instruction) => boolean): (operand: number) => boolean {
  if (!procedure.code.some(makes)) return () => false;
  const code = codeOf(procedure);
  const seen = new Set<number>();

  function isFilled(operand: number): boolean {
    if (operand < code.parameters) return false;
    if (seen.has(operand)) return true;
    seen.add(operand);
    const definitions = code.definitions(operand);
    const all = definitions.length > 0 && definitions.every((pc) => pc >= 0 && isFilledBy(code.instructions[pc], code.environments[pc]));
    seen.delete(operand);
    return all;
  }

  function isFilledBy(i: Instruction, environments: number): boolean {
    switch (i.op) {
      case 'move': return isFilled(i.a);
      case 'loadEnv': return i.constant && i.depth < environments && storedAt(environments - i.depth, i.index).every(isFilled);
      default: return makes(i);
    }
  }

  /** What the constants hold of the environments so far from the one that the procedure was made in. */
  function storedAt(level: number, index: number): number[] {
    return code.instructions.flatMap((i, pc) => (i.op === 'storeEnv' && i.index === index && code.environments[pc] - i.depth === level ? [i.a] : []));
  }
  return isFilled;
}
