import type { Program, Step } from './program.ts';

/** The slot that an instruction writes, -1 where it writes none. */
export function defined(instruction: Step): number {
  return 'to' in instruction ? instruction.to : -1;
}

/** The slots that an instruction reads. */
export function used(instruction: Step): number[] {
  const slots: number[] = [];
  const add = (value: number): void => { if (value >= 0) slots.push(value); };
  switch (instruction.op) {
    case 'move': case 'storeGlobal': case 'storeEnv': case 'unary': case 'branch': case 'await': case 'yield': case 'return': case 'throw': case 'iterate': case 'restoreEnv':
      add(instruction.a); break;
    case 'binary': add(instruction.a); add(instruction.b); break;
    case 'object': case 'array': instruction.values.forEach(add); break;
    case 'demand': case 'occupy': add(instruction.object); break;
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

/** Where code can go on after an instruction, if it does not throw. */
export function following(code: readonly Step[], pc: number): readonly number[] {
  const instruction = code[pc];
  switch (instruction.op) {
    case 'jump': return [instruction.target];
    case 'branch': return [instruction.yes, instruction.no];
    case 'return': case 'throw': return [];
    default: return pc + 1 < code.length ? [pc + 1] : [];
  }
}

/**
 * The slots that are dead once the task has suspended at each `await` and `yield`, by position: they are emptied, so
 * that states which differ only in values that nobody will read are one state.
 */
export function deadSlots(procedure: Program): ReadonlyMap<number, ReadonlySet<number>> {
  const { code, handlers, slots } = procedure;
  const live = code.map(() => new Uint8Array(slots));
  let changed = true;
  while (changed) {
    changed = false;
    for (let pc = code.length - 1; pc >= 0; pc--) {
      const before = live[pc];
      const mark = (slot: number): void => { if (before[slot] === 0) { before[slot] = 1; changed = true; } };
      const own = defined(code[pc]);
      for (const next of following(code, pc)) for (let slot = 0; slot < slots; slot++) if (live[next][slot] === 1 && slot !== own) mark(slot);
      for (const handler of handlers) {
        if (pc < handler.from || pc >= handler.to) continue;
        for (let slot = 0; slot < slots; slot++) if (live[handler.target][slot] === 1 && slot !== handler.slot) mark(slot);
      }
      used(code[pc]).forEach(mark);
    }
  }
  const dead = new Map<number, ReadonlySet<number>>();
  code.forEach((instruction, pc) => {
    if (instruction.op !== 'await' && instruction.op !== 'yield') return;
    const after = new Uint8Array(slots);
    for (const next of following(code, pc)) live[next].forEach((bit, slot) => { if (bit === 1) after[slot] = 1; });
    for (const handler of handlers) if (pc >= handler.from && pc < handler.to) live[handler.target].forEach((bit, slot) => { if (bit === 1 && slot !== handler.slot) after[slot] = 1; });
    const list = new Set<number>();
    after.forEach((bit, slot) => { if (bit === 0 || slot === instruction.to) list.add(slot); });
    dead.set(pc, list);
  });
  return dead;
}
