import { deadlineOf } from './budget.ts';
import type { Exploration, ExploreOptions } from './explorer.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { Level, Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { jobKey, sortJobs } from './queue-order.ts';
import { blockedIn, eventsOf, successorOf, type Move } from './steps.ts';
import type { Suspicion } from './suspicions.ts';
import { newWaitGraph } from './waking.ts';
import { payload, world } from './values.ts';

const longestWalk = 600;

/** A small generator of pseudo-random numbers (xorshift32, Marsaglia 2003), so that equal runs take equal walks. */
function generator(seed: number): (n: number) => number {
  let x = seed;
  return (n) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % n;
  };
}

/**
 * Ways to choose for one walk: at about half of the places always the same way, so that what equal tasks need in common to
 * meet (that the request of each succeeds) is not left to as many coins. After Groce et al., Swarm Testing (ISSTA 2012).
 */
function habits(turn: number, random: (n: number) => number): (n: number, place: number) => number {
  return (n, place) => {
    const habit = generator(Math.imul(turn, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca6b) | 1);
    return habit(2) === 0 ? habit(n) : random(n);
  };
}

/**
 * Random walks through the interleavings, for models whose states do not fit the budget: a walk goes deep where the
 * breadth-first search cannot (Havelund, Groce et al. on random simulation; Musuvathi, Burckhardt et al., ASPLOS 2010).
 * It proves nothing; what it finds is replayed like any other path. Stops at the first walk that finds something.
 */
export function walk(m: Machine, interpreter: Interpreter, procedure: number, options: ExploreOptions, walks: number): Exploration {
  const deadline = deadlineOf(options.budget, options.now());
  m.sortsQueues = options.schedule === 'any' && options.reductions.has('queue-order');
  const suspicions: Suspicion[] = [];
  let path: { readonly state: number; readonly move: Move }[] = [];
  let transitions = 0;
  m.owners = undefined;
  for (let turn = 1; turn <= walks && suspicions.length === 0 && options.now() < deadline; turn++) {
    const random = generator(turn * 7919);
    const choose = habits(turn, random);
    path = [];
    let level: Level = 0;
    interpreter.start(procedure);
    sortJobs(m);
    m.memory.compact(() => undefined);
    while (path.length < longestWalk && options.now() < deadline) {
      const events = eventsOf(m, options.schedule);
      if (events.length === 0) {
        const blocked = blockedIn(m, m.memory.items(Memory.world, world.pending).map(payload));
        if (blocked.length > 0) suspicions.push({ kind: 'quiescent', state: path.length, move: undefined, level, blocked });
        break;
      }
      const event = events[random(events.length)];
      const place = jobKey(m, payload(m.memory.item(Memory.world, event.queue, event.index)));
      m.pick = (n) => choose(n, place * 64 + m.made.length);
      m.script = [];
      interpreter.step(event.queue, event.index);
      transitions++;
      level = Math.max(level, m.level) as Level;
      const successor = successorOf(m, interpreter, { ...event, script: m.made.map((choice) => choice.chosen) });
      if (successor.misuse !== undefined) suspicions.push({ kind: 'throws', state: path.length, move: successor.move, level, blocked: [], misuse: successor.misuse });
      if (successor.lost.length > 0) suspicions.push({ kind: 'lost', state: path.length, move: successor.move, level, blocked: successor.lost });
      if (suspicions.length > 0 || successor.image === undefined) break;
      path.push({ state: path.length, move: successor.move });
    }
    if (m.slicing.mustRestart) break;
  }
  m.pick = undefined;
  const taken = path;
  return { suspicions, transitions, states: 0, depth: taken.length, incomplete: undefined, image: () => m.memory.image(), levels: [], waitGraph: newWaitGraph(), pathTo: () => taken };
}
