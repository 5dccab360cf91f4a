import type { Constant, Model } from '../../model/ir/ir.ts';
import { Memory } from '../memory.ts';
import { Names, namesIn } from '../names.ts';
import type { Slicing } from '../slicing.ts';
import { boolean, FALSE, HOLE, integer, isInteger, NULL, payload, tag, UNDEFINED } from '../values.ts';

/** A JavaScript primitive; `known` is false for references and unknowns. */
interface Plain {
  readonly known: boolean;
  readonly value?: string | number | boolean | null | undefined;
}

/** The values that do not lie in the heap: numbers, texts, functions and what libraries and the platform give. */
export class WithConstants {
  readonly memory = new Memory();
  readonly model: Model;
  readonly slicing: Slicing;
  readonly operationNames: string[] = ['call', 'promise'];
  readonly #operationIndex = new Map<string, number>([['call', 0], ['promise', 1]]);

  /** Interned, so that equal strings are equal values. */
  readonly constants: (string | number)[] = [];
  readonly #constantIndex = new Map<string | number, number>();
  /** What each constant is as the key of a property: for the digits of an index the integer. */
  readonly #keys: number[] = [];
  readonly builtins: string[] = [];
  readonly #builtinIndex = new Map<string, number>();
  protected readonly then = this.literal('then');
  readonly pool: readonly number[];
  /** Texts that only tell things apart, if there are any. */
  readonly names: Names | undefined;

  constructor(model: Model, slicing: Slicing) {
    this.model = model;
    this.slicing = slicing;
    this.memory.slicing = slicing;
    this.pool = model.constants.map((c) => this.#constant(c));
    const groups = slicing.namesMatter ? [] : namesIn(model);
    if (groups.length > 0) this.names = new Names(groups, this.constants, (text) => payload(this.literal(text)), slicing);
    this.memory.names = this.names;
  }

  #constant(constant: Constant): number {
    switch (constant.kind) {
      case 'literal': return this.literal(constant.value);
      case 'function': return (constant.procedure << 3) | tag.function;
      case 'library': return (constant.index << 3) | tag.library;
      case 'builtin': return this.builtin(constant.name);
      case 'unknown': return HOLE;
    }
  }

  builtin(name: string): number {
    let index = this.#builtinIndex.get(name);
    if (index === undefined) {
      index = this.builtins.push(name) - 1;
      this.#builtinIndex.set(name, index);
    }
    return (index << 3) | tag.builtin;
  }

  /** The value of a JavaScript primitive. */
  literal(value: unknown): number {
    if (value === undefined) return UNDEFINED;
    if (value === null) return NULL;
    if (typeof value === 'boolean') return boolean(value);
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1 << 27 && !Object.is(value, -0)) return integer(value);
    if (typeof value !== 'number' && typeof value !== 'string') return HOLE;
    let index = this.#constantIndex.get(value);
    if (index === undefined) {
      index = this.constants.push(value) - 1;
      this.#constantIndex.set(value, index);
      this.#keys.push(typeof value === 'string' && /^(0|[1-9]\d{0,6})$/.test(value) ? integer(Number(value)) : (index << 3) | tag.constant);
    }
    return (index << 3) | tag.constant;
  }

  keyOf(constant: number): number {
    return this.#keys[constant];
  }

  /** The JavaScript primitive of a value, whose content is looked into. */
  primitive(value: number): Plain {
    if ((value & 7) === tag.constant) this.names?.looksInto(payload(value));
    return this.plain(value);
  }

  /** The same, where a text is only told apart from others or put together with them. */
  plain(value: number): Plain {
    switch (value & 7) {
      case tag.integer: return { known: true, value: payload(value) };
      case tag.constant: return { known: true, value: this.constants[payload(value)] };
      case tag.special: return value === HOLE ? { known: false } : { known: true, value: value === UNDEFINED ? undefined : value === NULL ? null : value !== FALSE };
      default: return { known: false };
    }
  }

  text(value: number): string | undefined {
    if ((value & 7) === tag.constant) {
      this.names?.looksInto(payload(value));
      const constant = this.constants[payload(value)];
      return typeof constant === 'string' ? constant : String(constant);
    }
    return isInteger(value) ? String(payload(value)) : undefined;
  }

  operationIndex(name: string): number {
    let index = this.#operationIndex.get(name);
    if (index === undefined) {
      index = this.operationNames.push(name) - 1;
      this.#operationIndex.set(name, index);
    }
    return index;
  }
}
