import type { Constant, Instruction } from './ir.ts';

/** How control and values flow through a procedure's code. */

/** The slot that an instruction writes, -1 where it writes none. */
export function definedSlot(instruction: Instruction): number {
  return 'to' in instruction ? instruction.to : -1;
}

/** For each slot the instructions that write it, by their positions. */
export function writersOf(code: readonly Instruction[]): Map<number, number[]> {
  const writers = new Map<number, number[]>();
  code.forEach((instruction, pc) => {
    const slot = definedSlot(instruction);
    if (slot < 0) return;
    const known = writers.get(slot);
    if (known === undefined) writers.set(slot, [pc]);
    else known.push(pc);
  });
  return writers;
}

/** Whether an operand is a text, a number or the like, as it stands in the code. */
export function isLiteral(constants: readonly Constant[], operand: number): boolean {
  return operand < 0 && constants[-1 - operand].kind === 'literal';
}

/** The text that an operand is, if it is one as it stands in the code. */
export function textOf(constants: readonly Constant[], operand: number): string | undefined {
  const constant = operand < 0 ? constants[-1 - operand] : undefined;
  return constant?.kind === 'literal' && typeof constant.value === 'string' ? constant.value : undefined;
}

/** The slots that an instruction reads. */
export function usedSlots(instruction: Instruction): number[] {
  const slots: number[] = [];
  const add = (value: number): void => { if (value >= 0) slots.push(value); };
  switch (instruction.op) {
    case 'move': case 'storeGlobal': case 'storeEnv': case 'unary': case 'branch': case 'await': case 'yield': case 'return': case 'throw': case 'iterate': case 'restoreEnv':
      add(instruction.a); break;
    case 'binary': add(instruction.a); add(instruction.b); break;
    case 'object': case 'array': instruction.values.forEach(add); break;
    case 'extend': case 'assign': add(instruction.target); add(instruction.source); break;
    case 'accessor': [instruction.target, instruction.key, instruction.get, instruction.set].forEach(add); break;
    case 'class': add(instruction.parent); break;
    case 'get': case 'delete': add(instruction.object); add(instruction.key); break;
    case 'set': [instruction.object, instruction.key, instruction.a].forEach(add); break;
    case 'getSuper': add(instruction.class); add(instruction.key); break;
    case 'call': add(instruction.callee); add(instruction.self); instruction.args.forEach(add); break;
    case 'invoke': add(instruction.object); add(instruction.key); instruction.args.forEach(add); break;
    case 'new': add(instruction.callee); instruction.args.forEach(add); break;
    case 'superCall': add(instruction.class); instruction.args.forEach(add); break;
    case 'operate': instruction.args.forEach(add); break;
    case 'next': case 'close': add(instruction.iterator); break;
    default:
  }
  return slots;
}

/** Where control goes from the instruction at `pc`, exceptions apart. */
export function successors(instruction: Instruction, pc: number): readonly number[] {
  switch (instruction.op) {
    case 'jump': return [instruction.target];
    case 'branch': return [instruction.yes, instruction.no];
    case 'return': case 'throw': return [];
    default: return [pc + 1];
  }
}

/** The operands of an instruction that are constants: no other number in it is negative. */
export function constantOperands(instruction: Instruction): number[] {
  const found: number[] = [];
  const add = (value: unknown): void => { if (typeof value === 'number' && value < 0) found.push(value); };
  for (const field of Object.values(instruction)) {
    if (Array.isArray(field)) field.forEach(add);
    else add(field);
  }
  return found;
}
