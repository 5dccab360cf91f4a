import type { TSESTree } from '@typescript-eslint/utils';

/** What is known at one point of one path. */
interface State {
  /** The resource is taken, and giving it back is this function's duty. */
  readonly held: boolean;
  /** Outcomes of tests that come again, so that `if (x) take … if (x) give` stays consistent. */
  readonly facts: ReadonlyMap<string, boolean>;
}

interface Entry {
  readonly state: State;
  /** The statement or expression that led the path here with the resource still taken. */
  readonly origin: TSESTree.Node | undefined;
}

/** All states in which a point can be reached, by a text that is equal for equal states. */
export type Flow = ReadonlyMap<string, Entry>;

export type MutableFlow = Map<string, Entry>;

export const nowhere: Flow = new Map();

export function startOf(held: boolean): Flow {
  return flowOf([{ state: { held, facts: new Map() }, origin: undefined }]);
}

function keyOf(state: State): string {
  const facts = [...state.facts].map(([fact, value]) => `${fact}=${String(value)}`).sort();
  return `${String(state.held)} ${facts.join(' ')}`;
}

function flowOf(entries: readonly Entry[]): Flow {
  const flow: MutableFlow = new Map();
  for (const entry of entries) add(flow, entry);
  return flow;
}

/** What a `throw` statement leads to is kept apart from other exceptions: some rules ask only for that. */
function add(flow: MutableFlow, entry: Entry): void {
  const key = `${keyOf(entry.state)}${entry.origin?.type === 'ThrowStatement' ? ' thrown' : ''}`;
  if (!flow.has(key)) flow.set(key, entry);
}

export function merge(...flows: readonly Flow[]): Flow {
  return flowOf(flows.flatMap((flow) => [...flow.values()]));
}

/** Adds the flow to what has already come this way; `origin` is noted where none is. */
export function pass(into: MutableFlow, flow: Flow, origin?: TSESTree.Node): void {
  for (const entry of flow.values()) add(into, { state: entry.state, origin: entry.origin ?? origin });
}

/** As `pass`, but the origin is this node, whatever came before. */
export function leave(into: MutableFlow, flow: Flow, origin: TSESTree.Node | undefined): void {
  for (const { state } of flow.values()) add(into, { state, origin });
}

export function withHeld(flow: Flow, held: boolean): Flow {
  return flowOf([...flow.values()].map(({ state }) => ({ state: { ...state, held }, origin: undefined })));
}

export function heldPart(flow: Flow): readonly Entry[] {
  return [...flow.values()].filter(({ state }) => state.held);
}

export function isHeld(flow: Flow): boolean {
  return heldPart(flow).length > 0;
}

/** The part of the flow in which `held` has this value. */
export function where(flow: Flow, test: (state: State) => boolean): Flow {
  return flowOf([...flow.values()].filter(({ state }) => test(state)));
}

/** The part of the flow that agrees with the fact, which is then known in it. */
export function assume(flow: Flow, fact: string, value: boolean): Flow {
  const agreeing = [...flow.values()].filter(({ state }) => (state.facts.get(fact) ?? value) === value);
  return flowOf(agreeing.map(({ state, origin }) => ({ state: { ...state, facts: new Map(state.facts).set(fact, value) }, origin })));
}

/** Forgets the facts for which `stale` holds. */
export function forget(flow: Flow, stale: (fact: string) => boolean): Flow {
  return flowOf([...flow.values()].map(({ state, origin }) => {
    const facts = new Map([...state.facts].filter(([fact]) => !stale(fact)));
    return { state: { ...state, facts }, origin };
  }));
}
