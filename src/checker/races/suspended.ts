import { codeOf, reachable, type Code } from '../../model/windows/code.ts';
import { keyOf, type Path, type Place } from '../../model/windows/places.ts';
import type { Check } from '../../model/windows/windows.ts';
import { binaryOperation, propertyKeyOf, unaryOperation } from '../operators.ts';
import { findMember } from '../interpreter/properties.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import { mayBeOne, needsLookup, sameKey } from '../keys.ts';
import { defined, used } from '../liveness.ts';
import { Memory } from '../memory.ts';
import { boolean, container, frame, HOLE, integer, isReference, kind, NULL, object, payload, UNDEFINED, world } from '../values.ts';

/** What is known of one procedure's slots while it is suspended. */
interface Layout {
  readonly code: Code;
  /** Where a slot of the model's code is in a frame; undefined where nothing that is kept uses it. */
  readonly placeOf: ReadonlyMap<number, number>;
  readonly uses: (pc: number) => readonly number[];
}

/** Reads the variables and properties that a suspended task would read, in the state that is loaded, without running it. A value that is not known is undefined. */
export class SuspendedTasks {
  readonly #it: Interpreter;
  readonly #layouts = new Map<number, Layout>();

  constructor(interpreter: Interpreter) {
    this.#it = interpreter;
  }

  /** What tells the place apart from all others in this state; undefined where that cannot be seen. */
  identity(cell: number, place: Place): string | undefined {
    const { part, holder, key } = place;
    if (part === 'variable') return holder.kind === 'variable' ? `${String(this.#environment(cell, holder.level))} variable ${String(holder.index)}` : keyOf(holder);
    const value = this.read(cell, holder);
    if (value === undefined || !isReference(value) || this.#it.m.isUnknown(value)) return undefined;
    const inner = key === undefined ? UNDEFINED : this.read(cell, key);
    return inner === undefined ? undefined : `${String(payload(value))} ${part} ${String(inner)}`;
  }

  read(cell: number, path: Path): number | undefined {
    const { m, memory } = this.#it;
    switch (path.kind) {
      case 'this': return memory.words[cell + frame.self];
      case 'constant': return this.#constant(path.operand);
      case 'slot': return this.#slot(cell, path.slot);
      case 'global': return m.resolve(memory.item(Memory.world, world.globals, m.globalBase[path.module] + path.index));
      case 'variable': return m.resolve(memory.words[this.#environment(cell, path.level) + 2 + path.index]);
      case 'property': return this.#property(this.read(cell, path.object), this.read(cell, path.key));
    }
  }

  /** What is in the place now. */
  content(cell: number, place: Place): number | undefined {
    const holder = this.read(cell, place.holder);
    const key = place.key === undefined ? undefined : this.read(cell, place.key);
    switch (place.part) {
      case 'variable': return holder;
      case 'property': return this.#property(holder, key);
      case 'entry': return this.#look(holder, 'get', key);
      case 'content': return undefined;
    }
  }

  /** What the check would answer now. */
  answer(cell: number, check: Check): boolean | undefined {
    if (check.start < 0) return undefined;
    const { m } = this.#it;
    const { code } = this.#layout(cell);
    const computed = new Map<number, number | undefined>();
    const of = (operand: number): number | undefined => (operand < 0 ? this.#constant(operand) : computed.has(operand) ? computed.get(operand) : this.#slot(cell, operand));
    let pc = check.start;
    for (let steps = 0; steps < 60; steps++) {
      const i = code.instructions.at(pc);
      // by now the function would end before it asks
      if (i === undefined || i.op === 'return' || i.op === 'throw') return undefined;
      if (i.op === 'jump') pc = i.target;
      else if (i.op === 'branch') {
        const value = of(i.a);
        if (value === undefined || m.isUnknown(value)) return undefined;
        const holds = i.test === 'nullish' ? value === UNDEFINED || value === NULL : m.truthy(value);
        if (pc === check.branch) return holds;
        pc = holds ? i.yes : i.no;
      } else {
        if ('to' in i) computed.set(i.to, this.#compute(cell, pc, of));
        pc++;
      }
    }
    return undefined;
  }

  #compute(cell: number, pc: number, of: (operand: number) => number | undefined): number | undefined {
    const { m } = this.#it;
    const { code } = this.#layout(cell);
    const i = code.instructions[pc];
    switch (i.op) {
      case 'move': return of(i.a);
      case 'this': return this.read(cell, { kind: 'this' });
      case 'loadGlobal': return this.read(cell, { kind: 'global', module: i.module, index: i.index });
      case 'loadEnv': return this.read(cell, { kind: 'variable', level: code.environments[pc] - i.depth, index: i.index });
      case 'get': return this.#property(of(i.object), of(i.key));
      case 'invoke': return this.#look(of(i.object), m.text(this.#constant(i.key) ?? UNDEFINED), i.args.length === 1 ? of(i.args[0]) : undefined);
      case 'unary': {
        const a = of(i.a);
        return a === undefined || m.isUnknown(a) ? undefined : unaryOperation(m, i.operator, a);
      }
      case 'binary': {
        const [a, b] = [of(i.a), of(i.b)];
        if (a === undefined || b === undefined || m.isUnknown(a) || m.isUnknown(b) || i.operator === 'in' || i.operator === 'instanceof') return undefined;
        return binaryOperation(m, i.operator, a, b);
      }
      default: return undefined;
    }
  }

  #constant(operand: number): number | undefined {
    const value = this.#it.m.pool[-1 - operand];
    return value === HOLE ? undefined : value;
  }

  #slot(cell: number, slot: number): number | undefined {
    const { m, memory } = this.#it;
    const layout = this.#layout(cell);
    const kept = [slot, ...copiesOf(layout.code, slot)].find((copy) => layout.placeOf.has(copy) && isLive(layout, copy, this.#awaitOf(cell)));
    const place = kept === undefined ? undefined : layout.placeOf.get(kept);
    return place === undefined ? undefined : m.resolve(memory.words[cell + frame.slots + place]);
  }

  #environment(cell: number, level: number): number {
    const { words } = this.#it.memory;
    let environment = payload(words[cell + frame.environment]);
    for (let depth = this.#layout(cell).code.environments[this.#awaitOf(cell)] - level; depth > 0; depth--) environment = payload(words[environment + 1]);
    return environment;
  }

  #awaitOf(cell: number): number {
    return payload(this.#it.memory.words[cell + frame.pc]) - 1;
  }

  #property(target: number | undefined, given: number | undefined): number | undefined {
    const { m, memory } = this.#it;
    if (target === undefined || given === undefined) return undefined;
    const key = propertyKeyOf(m, given);
    const name = m.text(key);
    const targetKind = memory.kindOf(target);
    if (name === 'length' && targetKind === kind.array) return integer(memory.length(payload(target), container.items));
    if (name === 'size' && targetKind === kind.set) return integer(memory.length(payload(target), container.items));
    if (name === 'size' && targetKind === kind.map) return integer(memory.length(payload(target), container.items) / 2);
    if (targetKind !== kind.object || name === undefined || !this.#it.programs.isRead(name)) return undefined;
    const own = m.getOwn(payload(target), key);
    if (own !== HOLE) return memory.kindOf(own) === kind.accessor ? undefined : m.resolve(own);
    const prototype = memory.words[payload(target) + object.prototype];
    const isMember = findMember(this.#it, prototype, key, 'get', false) !== undefined || findMember(this.#it, prototype, key, 'method', false) !== undefined;
    return isMember || needsLookup(m, payload(target), key) ? undefined : UNDEFINED;
  }

  /** `get`, `has` or `includes` of a container. */
  #look(target: number | undefined, name: string | undefined, key: number | undefined): number | undefined {
    const { m, memory } = this.#it;
    if (target === undefined || key === undefined) return undefined;
    const containerKind = memory.kindOf(target);
    const isMap = containerKind === kind.map;
    if (!isMap && containerKind !== kind.set && containerKind !== kind.array) return undefined;
    const items = memory.items(payload(target), container.items);
    const keys = isMap ? items.filter((_, at) => at % 2 === 0) : items;
    const at = sameKey(m, keys, key);
    if (at < 0 && keys.some((other) => mayBeOne(m, other, key))) return undefined;
    if (name === 'has' || name === 'includes') return boolean(at >= 0);
    return isMap && name === 'get' ? (at < 0 ? UNDEFINED : m.resolve(items[at * 2 + 1])) : undefined;
  }

  #layout(cell: number): Layout {
    const procedure = payload(this.#it.memory.words[cell + frame.procedure]);
    const layout = this.#layouts.get(procedure) ?? this.#newLayout(procedure);
    this.#layouts.set(procedure, layout);
    return layout;
  }

  #newLayout(procedure: number): Layout {
    const { programs, m } = this.#it;
    const plain = programs.plain(procedure).code;
    const ready = programs.at(procedure).code;
    const placeOf = new Map<number, number>();
    plain.forEach((step, pc) => {
      const places = used(ready[pc]);
      used(step).forEach((slot, at) => { placeOf.set(slot, places[at]); });
      if (defined(step) >= 0) placeOf.set(defined(step), defined(ready[pc]));
    });
    return { code: codeOf(m.model.procedures[procedure]), placeOf, uses: (pc) => used(plain[pc]) };
  }
}

/** Slots that hold the same value as one that is written once at most, where they hold anything. */
function copiesOf(code: Code, slot: number): number[] {
  if (code.definitions(slot).length > (slot < code.parameters ? 0 : 1)) return [];
  return code.instructions.flatMap((i) => (i.op === 'move' && i.a === slot && code.definitions(i.to).length === 1 ? [i.to] : []));
}

/** Whether a slot that an await leaves as it is will be read after it. */
function isLive({ code, uses }: Layout, slot: number, awaited: number): boolean {
  const assigns = (pc: number): boolean => code.definitions(slot).includes(pc);
  if (assigns(awaited)) return false;
  return [...reachable(code.next, code.next[awaited], assigns)].some((pc) => uses(pc).includes(slot));
}
