import type { Budget } from '../budget.ts';
import { explore, pathOf } from '../explorer.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Level, Machine } from '../machine.ts';
import { Memory } from '../memory.ts';
import type { Graph } from '../naive.ts';
import { allBut } from '../reductions.ts';
import { replay, type Replay } from '../replay/replay.ts';
import type { Task } from '../replay/task.ts';
import type { Move } from '../steps.ts';
import { world } from '../values.ts';
import { passTime } from './clock.ts';
import { arcsWithin, shortestWay, tourFrom, type Leg } from './tour.ts';
import { tryJobs, type Trial } from './trial.ts';

/** Tasks that go round for ever. The tasks are those of `end`, the replay of the way to the round and of one round. */
export interface Standstill {
  readonly kind: 'livelock' | 'starvation';
  readonly level: Level;
  /** Who makes no progress. */
  readonly trapped: readonly Task[];
  /** For starvation: whose success keeps the trapped from theirs. */
  readonly winners: readonly Task[];
  /** Nothing but microtasks runs: no timer and no answer from outside ever gets its turn. */
  readonly isDeaf: boolean;
  readonly end: Replay;
  /** How many things had happened when the round began. */
  readonly lead: number;
}

/** What is known of the program from the exploration of all its schedules. */
export interface Known {
  /** Procedures that came to their end on a way without any free choice. */
  readonly surelyEnded: ReadonlySet<number>;
  readonly procedure: number;
}

/** Operations that are waited for, of primitives that lend the event loop a turn. */
const waits: ReadonlySet<string> = new Set(['channel.send', 'channel.receive', 'select.take', 'select.commit']);

/** How much of the program's other schedules is looked at for an end that the round does not come to. */
const otherwise: Omit<Budget, 'timeoutSeconds' | 'maxMemoryMb'> = { maxStates: 3000, instructions: 200_000 };

/**
 * Whether nobody makes progress in a component that a run can stay in for ever, by the clock and whatever the outside does.
 * Progress is what a task does that is not undone: it comes to its end. So a task is trapped if it runs again and again, never
 * ends in any part of the component, and yet is meant to end: on another schedule it does. Whoever runs for ever on every
 * schedule (a server, a heartbeat) is meant to. If only tasks act that are trapped, or that have nothing to do with them, it is a livelock. If
 * others do, which take and give back what the trapped one waits for, it is starved by them.
 */
export function standstillIn(m: Machine, interpreter: Interpreter, graph: Graph, component: readonly number[], known: Known, budget: Budget, now: () => number): Standstill | undefined {
  const [start] = component;
  const arcs = arcsWithin(component, graph.arcs);
  const tour = tourFrom(start, arcs);
  if (tour === undefined || tour.length === 0) return undefined;
  const lead = pathOf(graph.parents, graph.moves, start).map(({ move }) => move);
  const isSure = graph.levels[start] === 0;
  const endsElsewhere = endingsFrom(m, interpreter, graph.images[start], budget, now);
  const isMeantToEnd = (task: Task): boolean => endsElsewhere.has(task.procedure) || (isSure && chainOf(task).every((t) => t.hidden || known.surelyEnded.has(t.procedure)));

  const watch = new Watch(m, interpreter);
  const whole = replay(m, interpreter, known.procedure, {
    path: [...lead, ...tour.map(moveOf)],
    before: (move) => { passTime(m, move); },
    onStep: (so, steps) => { if (steps >= lead.length) watch.look(so, steps, steps === lead.length ? start : tour[steps - lead.length - 1].arc.to); },
  });
  const first = watch.tasksBefore;
  const ran = whole.tasks.filter((task) => !task.hidden && task.ranAt > lead.length);
  // what waits for a time gets its turn after all
  if (m.memory.length(Memory.world, world.later) > 0 && whole.happenings.slice(watch.happenedBefore).some(({ resource, operation }) => resource?.lendsTurns === true && waits.has(operation))) return undefined;
  const trapped = ran.filter((task) => task.id < first && !task.ended && isAsync(m, task) && isMeantToEnd(task));
  if (trapped.length === 0) return undefined;
  const others = ran.filter((task) => !trapped.some((t) => task === t || worksFor(task, t)));
  const meddlers = others.filter((task) => trapped.some((t) => watch.meet(task, t)));
  const starved = meddlers.length === 0 ? [] : trapped.filter((t) => endsElsewhere.has(t.procedure) && watch.isOutrun(t, trapped));
  if (meddlers.length > 0 && starved.length === 0) return undefined;

  const kind = meddlers.length === 0 ? 'livelock' : 'starvation';
  const victims = kind === 'livelock' ? trapped : starved;
  const { end, from } = told(m, interpreter, known.procedure, lead, tour, shortestWay(start, arcs, ({ arc }) => arc.to === start), victims);
  const again = (tasks: readonly Task[]): readonly Task[] => tasks.flatMap(({ id }) => end.tasks.find((t) => t.id === id) ?? []);
  const isDeaf = kind === 'livelock' && tour.every(({ arc }) => arc.event.queue === world.ready);
  const approximates = component.some((node) => arcs.get(node)?.some(({ successor }) => successor.level === 2));
  return {
    kind, end, lead: from, trapped: again(victims), winners: again(meddlers.filter((task) => task.id < first)),
    isDeaf,
    // no clock is so exact that it could not break a tie at some time
    level: approximates ? 2 : isDeaf ? graph.levels[start] : Math.max(1, graph.levels[start]) as Level,
  };
}

/** Procedures that can come to their end from a state, in any order of its jobs. */
function endingsFrom(m: Machine, interpreter: Interpreter, image: Int32Array, budget: Budget, now: () => number): ReadonlySet<number> {
  m.evidence.ended.clear();
  explore(m, interpreter, () => { m.memory.load(image, image.length); }, { budget: { ...budget, ...otherwise }, schedule: 'any', reductions: allBut([]), now });
  m.sortsQueues = false;
  return new Set(m.evidence.ended);
}

/** The shortest round, where all victims act in it; else the whole tour. */
function told(m: Machine, interpreter: Interpreter, procedure: number, lead: readonly Move[], tour: readonly Leg[], round: readonly Leg[], victims: readonly Task[]): { readonly end: Replay; readonly from: number } {
  const run = (legs: readonly Leg[]): { readonly end: Replay; readonly from: number } => {
    let from = 0;
    const end = replay(m, interpreter, procedure, {
      path: [...lead, ...legs.map(moveOf)],
      before: (move) => { passTime(m, move); },
      onStep: (so, steps) => { if (steps === lead.length) from = so.happenings.length; },
    });
    return { end, from };
  };
  const short = run(round);
  return victims.every(({ id }) => (short.end.tasks.find((t) => t.id === id)?.ranAt ?? 0) > lead.length) ? short : run(tour);
}

function moveOf({ arc }: Leg): Move {
  return arc.successor.move;
}

function isAsync(m: Machine, task: Task): boolean {
  return m.model.procedures[task.procedure].kind === 'async';
}

/** The task, and those that wait for it one behind the other. */
function chainOf(task: Task): readonly Task[] {
  const chain: Task[] = [];
  for (let at: Task | undefined = task; at !== undefined && !chain.includes(at); at = at.awaitedBy) chain.push(at);
  return chain;
}

function worksFor(task: Task, other: Task): boolean {
  const seen = new Set<Task>();
  for (let at: Task | undefined = task; at !== undefined && !seen.has(at); at = at.awaitedBy ?? at.startedBy) {
    if (at === other) return true;
    seen.add(at);
  }
  return false;
}

/** What shows in each state and step of a tour. */
class Watch {
  readonly #m: Machine;
  readonly #interpreter: Interpreter;
  readonly #seen = new Map<number, readonly Trial[]>();
  readonly #steps: { readonly before: readonly Trial[]; readonly after: readonly Trial[]; readonly ran: readonly Task[] }[] = [];
  #last: readonly Trial[] = [];
  /** How many tasks there were when the tour began. */
  tasksBefore = 0;
  /** What had happened when the tour began. */
  happenedBefore = 0;

  constructor(m: Machine, interpreter: Interpreter) {
    this.#m = m;
    this.#interpreter = interpreter;
  }

  look(so: Replay, steps: number, state: number): void {
    const trials = this.#seen.get(state) ?? tryJobs(this.#m, this.#interpreter, so);
    if (this.#seen.size === 0) {
      this.tasksBefore = so.tasks.length;
      this.happenedBefore = so.happenings.length;
    }
    else this.#steps.push({ before: this.#last, after: trials, ran: so.tasks.filter((task) => task.ranAt === steps && !task.hidden) });
    this.#seen.set(state, trials);
    this.#last = trials;
  }

  /** Whether two tasks, or those who work for them, read or write the same place, or the one wakes the other. */
  meet(a: Task, b: Task): boolean {
    const isOf = (tasks: Iterable<Task>, task: Task): boolean => [...tasks].some((t) => t === task || worksFor(t, task));
    const canRun = (trials: readonly Trial[], task: Task): boolean => trials.some(({ ran }) => isOf(ran, task));
    return this.#steps.some(({ before, after, ran }) => isOf(ran, a) && !canRun(before, b) && canRun(after, b))
      || [...this.#seen.values()].some((trials) => trials.some((x) => isOf(x.ran, a) && trials.some((y) => x !== y && isOf(y.ran, b) && [...y.touched].some((cell) => x.touched.has(cell)))));
  }

  /**
   * Whether those who make it possible for a task to end also make it impossible again: they take and give back one thing.
   * Where one brings and another takes away, as with a queue of work, the task that gets nothing is only idle.
   */
  isOutrun(task: Task, trapped: readonly Task[]): boolean {
    const isPossible = (trials: readonly Trial[]): boolean => trials.some(({ ended }) => ended.has(task));
    const givers = new Set<number>();
    const takers = new Set<number>();
    for (const { before, after, ran } of this.#steps) {
      const was = isPossible(before);
      if (ran.includes(task) || was === isPossible(after)) continue;
      for (const t of ran) (was ? takers : givers).add(ownRoot(t, trapped).procedure);
    }
    return [...givers].every((procedure) => takers.has(procedure));
  }
}

/** The outermost of those who wait for a task, as far as they do not wait for one that is trapped as well. */
function ownRoot(task: Task, trapped: readonly Task[]): Task {
  return chainOf(task).filter((t) => !t.hidden && !trapped.some((other) => chainOf(other).includes(t))).at(-1) ?? task;
}
