import type { Misuse } from '../machine.ts';
import { blockedIn, keyOf, type BlockedSite } from '../steps.ts';
import { waitsIn } from '../waking.ts';
import type { FiniteModel } from './finite-model.ts';
import { compose } from './heap.ts';
import type { Searched } from './search.ts';

/** What a search has shown: the operations that can come to be blocked for ever, and the misuses that end the program. */
interface Verdict {
  /** By place and operation, the first state that shows it. */
  readonly blocked: ReadonlyMap<string, BlockedSite & { readonly state: number }>;
  /** By site. */
  readonly misuses: ReadonlyMap<number, Misuse & { readonly state: number }>;
}

/**
 * A task is blocked for ever where no path leads to its going on. Every path ends in a set of states that reach one another
 * and nothing else (a bottom component), so it is enough to look there: a task that waits in all states of one, and whose wait
 * no step of it ends, is stuck in it. A state without steps is such a component by itself. Tarjan, Depth-first search and linear graph algorithms (1972).
 */
export function verdictOf(model: FiniteModel, searched: Searched): Verdict {
  const blocked = new Map<string, BlockedSite & { state: number }>();
  const note = (state: number, regions: readonly number[] | undefined): void => {
    for (const site of blockedAt(model, searched.stateAt(state), regions)) if (!blocked.has(keyOf(site))) blocked.set(keyOf(site), { ...site, state });
  };
  for (const state of searched.quiescent) note(state, undefined);
  for (const component of bottomComponents(searched)) {
    let waiting = model.space.regions.map(({ name }) => name);
    for (const state of component) {
      const content = searched.stateAt(state);
      waiting = waiting.filter((name) => model.isWaiting(content, name));
      const woken = waiting.length === 0 ? undefined : wokenFrom(model, content);
      waiting = waiting.filter((name) => woken?.has(name) !== true);
    }
    if (waiting.length > 0) note(Math.min(...component), waiting);
  }
  const misuses = new Map<number, Misuse & { state: number }>();
  for (const { state, effect } of searched.ends) {
    const misuse = effect.end?.misuse;
    if (misuse !== undefined && !misuses.has(misuse.site)) misuses.set(misuse.site, { ...misuse, state });
  }
  return { blocked, misuses };
}

/** Regions whose wait some step from a state ends: a timer that fires takes the task that waits for it to its next wait at once. */
function wokenFrom(model: FiniteModel, state: Int32Array): ReadonlySet<number> {
  const enabled = model.space.regions.map(({ name }) => name).filter((name) => name < state.length && model.isEnabled(state, name));
  return new Set(enabled.flatMap((region) => model.effects(state, region).flatMap(({ woken }) => woken)));
}

/** The operations that the given regions wait in; all that wait where none are given. */
function blockedAt(model: FiniteModel, state: Int32Array, regions: readonly number[] | undefined): BlockedSite[] {
  const { machine } = model.steps;
  const { image, cells } = compose(model.space, state, -1);
  machine.memory.load(image, image.length);
  return blockedIn(machine, regions === undefined ? waitsIn(machine).cells : regions.map((name) => cells[name]));
}

/** The sets of several states that reach one another and that no step leaves. */
export function bottomComponents(searched: { readonly states: number; readonly successors: (index: number) => ArrayLike<number> }): number[][] {
  const { states, successors } = searched;
  const order = new Int32Array(states).fill(-1);
  const low = new Int32Array(states);
  const onStack = new Uint8Array(states);
  const component: number[] = [];
  const found: number[][] = [];
  const path: { readonly state: number; next: number; isBottom: boolean }[] = [];
  let count = 0;
  const enter = (state: number): void => {
    order[state] = low[state] = count++;
    onStack[state] = 1;
    component.push(state);
    path.push({ state, next: 0, isBottom: true });
  };
  enter(0);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const { state } = top;
    const targets = successors(state);
    if (top.next < targets.length) {
      const target = targets[top.next++];
      if (order[target] < 0) enter(target);
      else if (onStack[target] === 1) low[state] = Math.min(low[state], order[target]);
      else top.isBottom = false;
      continue;
    }
    path.pop();
    const above = path.at(-1);
    if (above !== undefined) low[above.state] = Math.min(low[above.state], low[state]);
    const isRoot = low[state] === order[state];
    if (isRoot) {
      const members = component.splice(component.lastIndexOf(state));
      for (const member of members) onStack[member] = 0;
      if (top.isBottom && targets.length > 0) found.push(members);
    }
    if (above !== undefined && (isRoot || !top.isBottom)) above.isBottom = false;
  }
  return found;
}
