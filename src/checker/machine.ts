import type { LibraryExport, Model } from '../model/ir/ir.ts';
import type { Bounds } from './bounds.ts';
import { endingsOf, type Endings } from './endings.ts';
import { Precision } from './machine/precision.ts';
import { WithPromises } from './machine/promises.ts';
import type { Primitive, PrimitiveOperation } from './primitive.ts';
import type { Slicing } from './slicing.ts';
import { firstPrimitiveKind, frame, isInteger, payload } from './values.ts';

export type { Bounds } from './bounds.ts';
export type { Level, Misuse } from './machine/step.ts';
export type { BlockedWords, CallInfo, Primitive, PrimitiveOperation } from './primitive.ts';

/**
 * The abstract machine: one state, and the operations on it that instructions and primitives are made of. It is made in
 * layers, each in a file of `machine/`, and none uses one above it.
 */
export class Machine extends WithPromises {
  readonly primitives: readonly Primitive[];
  readonly operations = new Map<string, PrimitiveOperation>();
  /** Integers beyond this are unknown, unless the program compares with them; lists do not grow beyond so many items. */
  readonly bounds: Bounds;
  readonly precision: Precision;
  readonly endings: Endings;
  /** Where each module's globals begin in the world's vector. */
  readonly globalBase: number[] = [];
  readonly globalCount: number;
  /** Procedures that are methods of classes. */
  readonly methods: ReadonlySet<number>;
  /** Those of what `bind` gives. */
  readonly bound: ReadonlySet<number>;
  /** Whether the order of the queues is left out of the states: not where jobs run in order. */
  sortsQueues = true;

  constructor(model: Model, primitives: readonly Primitive[], bounds: Bounds, slicing: Slicing) {
    super(model, slicing);
    this.bounds = bounds;
    this.precision = new Precision(bounds, model.landmarks);
    this.primitives = primitives;
    this.endings = endingsOf(model);
    for (const primitive of primitives) {
      for (const [name, operation] of Object.entries(primitive.operations)) this.operations.set(`${primitive.name}.${name}`, operation);
    }
    this.bound = new Set((model.procedures[model.derived['function.bind'] ?? -1]?.code ?? []).flatMap((i) => (i.op === 'closure' ? [i.procedure] : [])));
    this.methods = new Set(model.classes.flatMap((c) => c.members.map((member) => member.procedure)));
    let base = 0;
    for (const module of model.modules) {
      this.globalBase.push(base);
      base += module.globals.length;
    }
    this.globalCount = base;
  }

  /** The primitive that a cell is of; undefined for all other cells. */
  primitiveName(cell: number): string | undefined {
    const index = this.memory.kind(cell) - firstPrimitiveKind;
    return index < 0 ? undefined : this.primitives[index].name;
  }

  /** Lets a derived operation run right after the primitive one that is running. */
  follow(name: string, args: readonly number[]): void {
    this.following.push({ procedure: this.model.derived[name], args });
  }

  library(index: number): LibraryExport {
    return this.model.libraries[index];
  }

  /** The library class that a primitive cell was made by. */
  classOf(cell: number): Extract<LibraryExport['meaning'], { readonly kind: 'class' }> | undefined {
    const index = this.memory.words[cell + 1];
    if (!isInteger(index) || payload(index) < 0) return undefined;
    const { meaning } = this.library(payload(index));
    return meaning.kind === 'class' ? meaning : undefined;
  }

  /** A policy word of the library class that a primitive cell was made by. */
  policy(cell: number, name: string): string | number | boolean | null | undefined {
    return this.classOf(cell)?.policy?.[name];
  }

  holds(frameCell: number): number {
    return payload(this.memory.words[frameCell + frame.holds]);
  }
}
