import type { Model } from '../model/ir/ir.ts';
import { Interpreter } from './interpreter/interpreter.ts';
import { Machine, type Bounds } from './machine.ts';
import { connect, primitives } from './primitives/index.ts';
import type { Slicing } from './slicing.ts';

/** A machine with all primitives, and what runs procedures on it. */
export function newMachine(model: Model, bounds: Bounds, slicing: Slicing): { readonly machine: Machine; readonly interpreter: Interpreter } {
  const machine = new Machine(model, primitives, bounds, slicing);
  connect(machine);
  return { machine, interpreter: new Interpreter(machine) };
}
