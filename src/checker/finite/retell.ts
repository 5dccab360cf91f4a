import type { Entry } from '../../model/ir/ir.ts';
import type { Exploration } from '../explorer.ts';
import type { Finding } from '../finding.ts';
import { judge } from '../judge.ts';
import type { Level } from '../machine.ts';
import { Memory } from '../memory.ts';
import { sortJobs } from '../queue-order.ts';
import { blockedIn, eventsOf, waysOf, type BlockedSite, type Move, type Successor } from '../steps.ts';
import type { Suspicion } from '../suspicions.ts';
import { frame, kind, payload, UNDEFINED, world } from '../values.ts';
import { newWaitGraph, waitsIn } from '../waking.ts';
import type { FiniteModel } from './finite-model.ts';
import { compose, isSettledPromise } from './heap.ts';

/** A way through the finite model: its states from the first to one in which nothing can run, or before the step that ends the program. */
interface Way {
  readonly states: readonly Int32Array[];
  readonly misuse: number | undefined;
}

/**
 * Findings that a way through the finite model leads to, told as all others are: the way is gone again on the machine,
 * whose states are compared with those of the finite model step by step.
 */
export function retell(finite: FiniteModel, entry: Entry, way: Way): Finding[] {
  const { machine: m, interpreter } = finite.steps;
  m.begin(new Int32Array(0));
  interpreter.start(entry.procedure);
  sortJobs(m);
  m.memory.compact(() => undefined);
  let image: Int32Array = m.memory.image().slice();
  const moves: Move[] = [];
  let level: Level = 0;

  const take = (fits: (successor: Successor) => boolean): Successor => {
    const load = (): void => { m.memory.load(image, image.length); };
    load();
    for (const event of eventsOf(m, 'any')) {
      load();
      const found = waysOf(m, interpreter, event, load, waitsIn(m)).successors.find(fits);
      if (found === undefined) continue;
      level = Math.max(level, found.level) as Level;
      return found;
    }
    throw new Error('a way through the finite model is none of the machine');
  };

  const suspicions: Suspicion[] = [];
  const suspect = (kind: Suspicion['kind'], move: Move | undefined, blocked: readonly BlockedSite[], misuse?: Suspicion['misuse']): void => {
    suspicions.push({ kind, state: moves.length, move, level, blocked, ...(misuse === undefined ? {} : { misuse }) });
  };
  for (const state of way.states.slice(1)) {
    const wanted = imageOf(finite, state);
    const { image: reached, move, lost } = take((successor) => successor.image !== undefined && comparable(finite, successor.image) === wanted);
    if (lost.length > 0) suspect('lost', move, lost);
    if (reached !== undefined) image = reached;
    moves.push(move);
  }
  if (way.misuse !== undefined) {
    const { move, misuse } = take((successor) => successor.misuse?.site === way.misuse);
    suspect('throws', move, [], misuse);
  } else {
    m.memory.load(image, image.length);
    const blocked = blockedIn(m, waitsIn(m).cells);
    if (blocked.length > 0) suspect('quiescent', undefined, blocked);
  }
  const end = moves.length;
  const exploration: Exploration = {
    suspicions, states: end + 1, transitions: end, depth: end, incomplete: undefined, levels: [], waitGraph: newWaitGraph(),
    image: () => image,
    pathTo: (state) => moves.slice(0, state).map((move, at) => ({ state: at, move })),
  };
  return judge(m, interpreter, entry, exploration);
}

/** A state of the finite model as the machine would have it. */
function imageOf(finite: FiniteModel, state: Int32Array): string {
  return comparable(finite, compose(finite.space, state, -1).image);
}

/** Of a state of the machine what the finite model knows too: not who took what, nor which tasks had to wait that can go on now. */
function comparable(finite: FiniteModel, image: Int32Array): string {
  const { machine: m } = finite.steps;
  m.memory.load(image, image.length);
  const { memory } = m;
  const waiting = memory.items(Memory.world, world.pending).filter((value) => {
    const cell = payload(value);
    return memory.kind(cell) !== kind.frame || !isSettledPromise(memory.words, payload(memory.words[cell + frame.awaiting]));
  });
  const pending = waiting.length === 0 ? UNDEFINED : memory.vector(waiting);
  memory.words[Memory.world + world.pending] = pending;
  memory.words[Memory.world + world.taken] = UNDEFINED;
  sortJobs(m);
  memory.compact(() => undefined);
  return memory.image().join();
}
