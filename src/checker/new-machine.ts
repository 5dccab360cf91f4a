import type { Model } from '../model/ir/ir.ts';
import { Interpreter } from './interpreter/interpreter.ts';
import { Machine, type Bounds } from './machine.ts';
import { connect, primitives } from './primitives/index.ts';
import type { Programs } from './relevance.ts';
import type { Slicing } from './slicing.ts';

/** A machine with all primitives, and what runs procedures on it: those that the slicing leaves, unless others are given. */
export function newMachine(model: Model, bounds: Bounds, slicing: Slicing, programs?: Programs): { readonly machine: Machine; readonly interpreter: Interpreter } {
  const machine = new Machine(model, primitives, bounds, slicing);
  connect(machine);
  return { machine, interpreter: new Interpreter(machine, programs) };
}
