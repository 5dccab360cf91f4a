import type { Entry, Model } from '../../model/ir/ir.ts';
import { ENDLESS } from '../machine/promises.ts';
import { Slicing } from '../slicing.ts';
import { frame, payload, promise } from '../values.ts';
import { NotFinite, OWN_SETTLED, type Space } from './space.ts';
import { Steps, type Decision, type Effect, type Way } from './steps.ts';

/** What a region's step does, as a tree of what decides it. */
export type Tree =
  | { readonly kind: 'content'; readonly region: number; readonly branches: Map<number, Tree> }
  | { readonly kind: 'presence'; readonly region: number; readonly branches: Map<number, Tree> }
  | { readonly kind: 'shared'; readonly region: number; readonly by: number; readonly branches: Map<number, Tree> }
  | { readonly kind: 'choice'; readonly branches: Map<number, Tree> }
  | { readonly kind: 'effect'; readonly effect: Effect };

/** What something that waits waits for: an operation, another task's end, or something that never comes and need not. */
export type Wait = 'operation' | 'task' | 'endless';

/**
 * The finite model of an entry, as far as it is known: for each region and each content with which something runs in
 * it, what its step does. Where it says nothing yet, the step is run on the machine and remembered.
 */
export class FiniteModel {
  readonly steps: Steps;
  readonly space: Space;
  readonly first: Int32Array;
  /** By region and content. */
  readonly trees: Map<number, Tree>[] = [];
  /** How often a step has been run on the machine. */
  learned = 0;

  constructor(model: Model, entry: Entry, slicing = new Slicing()) {
    this.steps = new Steps(model, slicing);
    this.space = this.steps.space;
    this.first = this.steps.start(entry);
  }

  /** Whether something runs in the region, and can go on in this state. */
  isEnabled(state: ArrayLike<number>, region: number): boolean {
    const content = this.space.content(region, state[region]);
    if (content === undefined || content.activity === 'none') return false;
    if (content.activity !== 'task' || content.awaits === OWN_SETTLED) return true;
    return content.awaits >= 0 && this.space.content(content.awaits, state[content.awaits])?.isSettled === true;
  }

  /** Whether a task waits in the region. */
  isWaiting(state: ArrayLike<number>, region: number): boolean {
    const content = this.space.content(region, state[region]);
    return content !== undefined && (content.isOffer || (content.activity === 'task' && !this.isEnabled(state, region)));
  }

  /** What waits in a region with this content, if its awaited promise is not settled. */
  waitOf(region: number, index: number): Wait | undefined {
    const content = this.space.content(region, index);
    if (content?.isOffer === true) return 'operation';
    if (content?.activity !== 'task' || content.awaits === OWN_SETTLED) return undefined;
    const pending = content.awaits < 0 ? undefined : this.space.region(content.awaits).contents.find((awaited) => awaited?.isSettled === false);
    const own = payload(content.words[frame.awaiting]);
    const operation = pending === undefined ? content.words[own + promise.operation] : pending.words[promise.operation];
    const name = this.steps.machine.operationNames[payload(operation)];
    if (name === ENDLESS) return 'endless';
    return name === 'promise.new' || !(/^(call|promise)/.test(name) || pending?.isOffer === true) ? 'operation' : 'task';
  }

  /** Whether something is blocked in a state in which nothing can run. Tasks that wait for one another are so by themselves only. */
  isStuck(state: ArrayLike<number>): boolean {
    let joins = false;
    let isEndless = false;
    for (let region = 0; region < state.length; region++) {
      const wait = state[region] === 0 ? undefined : this.waitOf(region, state[region]);
      if (wait === 'operation') return true;
      joins ||= wait === 'task';
      isEndless ||= wait === 'endless';
    }
    return joins && !isEndless;
  }

  /** What the region's step can do in this state. */
  effects(state: Int32Array, region: number): Effect[] {
    const trees = (this.trees[region] ??= new Map<number, Tree>());
    const tree = trees.get(state[region]);
    const known: Effect[] = [];
    if (tree !== undefined && this.#find(tree, state, known)) return known;
    this.learned++;
    const ways = this.steps.expand(state, region);
    for (const way of ways) trees.set(state[region], planted(trees.get(state[region]), way, 0));
    return ways.map((way) => way.effect);
  }

  /** Adds the effects that a tree has for a state; false where it does not know all of them. */
  #find(tree: Tree, state: Int32Array, found: Effect[]): boolean {
    switch (tree.kind) {
      case 'effect': found.push(tree.effect); return true;
      case 'choice': return [...tree.branches.values()].every((branch) => this.#find(branch, state, found));
      default: {
        const branch = tree.branches.get(this.valueOf(tree, state));
        return branch !== undefined && this.#find(branch, state, found);
      }
    }
  }

  /** What decides a node of a tree in this state. */
  valueOf(tree: Exclude<Tree, { kind: 'effect' | 'choice' }>, state: Int32Array): number {
    const content = tree.region < state.length ? state[tree.region] : 0;
    switch (tree.kind) {
      case 'content': return content;
      case 'presence': return Math.min(content, 1);
      case 'shared': return Number(this.space.isReferred(state, tree.region, tree.by));
    }
  }

  /** The state that an effect leads to. */
  apply(state: Int32Array, effect: Effect): Int32Array {
    const next = new Int32Array(this.space.regions.length);
    next.set(state);
    for (const { region, content } of effect.writes) next[region] = content;
    this.space.collect(next, effect.released);
    return next;
  }
}

/** The tree with one more way. */
function planted(tree: Tree | undefined, way: Way, depth: number): Tree {
  if (depth === way.decisions.length) return { kind: 'effect', effect: way.effect };
  const decision = way.decisions[depth];
  const node = tree ?? nodeFor(decision);
  if (node.kind !== decision.kind || (decision.kind !== 'choice' && node.kind !== 'choice' && node.region !== decision.region)) {
    throw new NotFinite('a step depends on more than what it was seen to read');
  }
  const branch = branchOf(decision);
  node.branches.set(branch, planted(node.branches.get(branch), way, depth + 1));
  return node;
}

function branchOf(decision: Decision): number {
  switch (decision.kind) {
    case 'content': return decision.content;
    case 'presence': return Number(decision.isThere);
    case 'shared': return Number(decision.isShared);
    case 'choice': return decision.chosen;
  }
}

function nodeFor(decision: Decision): Exclude<Tree, { kind: 'effect' }> {
  switch (decision.kind) {
    case 'choice': return { kind: 'choice', branches: new Map() };
    case 'shared': return { kind: 'shared', region: decision.region, by: decision.by, branches: new Map() };
    default: return { kind: decision.kind, region: decision.region, branches: new Map() };
  }
}
