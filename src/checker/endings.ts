import { endsUse } from '../model/open/ending.ts';
import type { Instruction, Model } from '../model/ir/ir.ts';
import { finalEvents } from './interpreter/names.ts';

/** Which endings can come at all in a program, by the names in its code: what never ends nobody has to ask about. */
export interface Endings {
  /** Code outside may close what it uses, and then calls no more. */
  readonly mayRetire: boolean;
  /** The program listens for an event after which nothing else comes. */
  readonly hearsFinalEvents: boolean;
}

const known = new WeakMap<Model, Endings>();

export function endingsOf(model: Model): Endings {
  let found = known.get(model);
  if (found === undefined) known.set(model, found = { mayRetire: mayRetire(model), hearsFinalEvents: hearsFinalEvents(model) });
  return found;
}

/** A call after which nobody calls, or a name that says so of what is handed out. */
function mayRetire(model: Model): boolean {
  const names = [...textsOf(model), ...model.classes.flatMap(({ members }) => members.map(({ name }) => name))];
  const closing = model.procedures.some(({ code }, index) => index !== model.derived['client.call'] && code.some((i) => i.op === 'operate' && i.name === 'client.retire'));
  return closing || names.some((name) => endsUse.test(name));
}

function hearsFinalEvents(model: Model): boolean {
  return textsOf(model).some((text) => finalEvents.has(text) || finalEvents.has(text.replace(/^on/, '')));
}

function visibleCode(model: Model): Instruction[] {
  return model.procedures.flatMap(({ hidden, code }) => (hidden ? [] : code));
}

/** Whether a text stands in the program's own code, as the name of a method that it calls, say. */
export function speaksOf(model: Model, name: string): boolean {
  let names = named.get(model);
  if (names === undefined) named.set(model, names = new Set(textsOf(model)));
  return names.has(name);
}

const named = new WeakMap<Model, ReadonlySet<string>>();

/** The texts that the program's own code names: operands that are constants are the negative numbers among its instructions'. */
function textsOf(model: Model): string[] {
  const operands = visibleCode(model).flatMap((i) => Object.values(i).flatMap((part: unknown): readonly unknown[] => (Array.isArray(part) ? part : [part])));
  const constants = [...new Set(operands)].flatMap((operand) => (typeof operand === 'number' && operand < 0 ? [model.constants[-1 - operand]] : []));
  const keys = operands.filter((operand) => typeof operand === 'string');
  return [...keys, ...constants.flatMap((constant) => (constant?.kind === 'literal' && typeof constant.value === 'string' ? [constant.value] : []))];
}
