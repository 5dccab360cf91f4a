import type { Exploration } from '../explorer.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Machine } from '../machine.ts';
import { Memory } from '../memory.ts';
import { sortJobs } from '../queue-order.ts';
import type { Move } from '../steps.ts';
import type { Suspicion } from '../suspicions.ts';
import { kind, payload } from '../values.ts';
import type { Happening, Resource, Taking } from './happening.ts';
import { Recorder } from './recorder.ts';
import type { Task } from './task.ts';

/** The end of a replay: the machine in that state, and what is known of its cells; of one that the last step lost, by its negative. */
export interface Replay {
  readonly happenings: readonly Happening[];
  /** The earlier happenings whose wait this one ended, or whose value it took. */
  readonly metBy: (happening: Happening) => readonly Happening[];
  /** The task whose outermost frame a cell is. */
  readonly taskAt: (cell: number) => Task | undefined;
  readonly resourceOf: (cell: number) => Resource | undefined;
  /** The task whose end settles a promise. */
  readonly producerOf: (promiseCell: number) => Task | undefined;
  /** The promise that a promise has been resolved with; `GONE` if that went in an earlier step. */
  readonly adoptedBy: (promiseCell: number) => number | undefined;
  /** The promises that a combination of promises (`Promise.all`) waits for. */
  readonly membersOf: (promiseCell: number) => readonly number[];
  /** The task that started a pending operation. */
  readonly starterOf: (promiseCell: number) => Task | undefined;
  readonly tasks: readonly Task[];
  readonly takings: readonly Taking[];
  /** Cells of waiting tasks and operations that the last step made unreachable. */
  readonly lost: readonly number[];
  /** The tasks that were asked for. */
  readonly inside: readonly Task[];
}

/** Which instructions to tell of as reads and writes of a place (`procedure pc`), and whose: tasks by their frames before a step of the path. */
interface Watched {
  readonly resource: Resource;
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  readonly inside: { readonly step: number; readonly cells: readonly number[] };
}

/** What a replay runs. */
interface Course {
  readonly path: readonly Move[];
  /** A step out of the state that the path leads to, for what it loses or misuses. */
  readonly last?: Move | undefined;
  /** Called before each step of the path. */
  readonly before?: (move: Move) => void;
  /** A place whose readers and writers are told of. */
  readonly watched?: Watched | undefined;
  /** Called after each step of the path, with how many there have been. */
  readonly onStep?: (so: Replay, steps: number) => void;
  /** Called where a step of the path loses waiting tasks or operations. */
  readonly onLost?: (so: Replay, cells: readonly number[]) => void;
}

/** The way to what an exploration met. */
export function courseTo(exploration: Exploration, { state, move }: Suspicion): Course {
  return { path: exploration.pathTo(state).map((step) => step.move), last: move };
}

/**
 * Runs a path again on the machine, step by step, and watches. What the steps did is kept beside the state, by cell, and
 * moves with the cells; so states need not carry what only a report needs.
 */
export function replay(m: Machine, interpreter: Interpreter, procedure: number, { path, last, before, onStep, onLost, watched }: Course): Replay {
  const recorder = new Recorder(m, interpreter);
  let lost: readonly number[] = [];
  let inside: readonly Task[] = [];
  const soFar = (): Replay => replayed(recorder, lost, inside);

  m.owners = undefined;
  m.observer = recorder;
  interpreter.start(procedure);
  sortJobs(m);
  m.memory.compact(() => undefined);
  interpreter.watch = watched === undefined ? undefined : watch(m, recorder, watched);
  path.forEach((move, index) => {
    if (index === watched?.inside.step) inside = watched.inside.cells.flatMap((cell) => recorder.taskOf(cell) ?? []);
    before?.(move);
    lost = step(m, interpreter, recorder, move);
    if (lost.length > 0) onLost?.(soFar(), lost);
    onStep?.(soFar(), index + 1);
  });
  lost = last === undefined ? [] : step(m, interpreter, recorder, last);
  m.observer = undefined;
  interpreter.watch = undefined;
  return soFar();
}

/** Runs one step; gives the waiting tasks and operations that it lost. */
function step(m: Machine, interpreter: Interpreter, recorder: Recorder, { queue, index, script }: Move): readonly number[] {
  recorder.beginStep(payload(m.memory.item(Memory.world, queue, index)));
  m.script = script;
  interpreter.step(queue, index);
  if (interpreter.hasCrashed) return [];
  const lost: number[] = [];
  const moves = new Map<number, number>();
  sortJobs(m);
  // a lost grant is told of by who took it
  m.memory.compact((cell) => { if (m.memory.kind(cell) !== kind.token) lost.push(cell); }, (from, to) => moves.set(from, to));
  recorder.move(moves);
  return lost;
}

/** Tells the recorder of reads and writes of the watched place. */
function watch(m: Machine, recorder: Recorder, { reads, writes, resource }: Watched): NonNullable<Interpreter['watch']> {
  return (cell, procedure, pc) => {
    const instruction = `${String(procedure)} ${String(pc)}`;
    const operation = writes.has(instruction) ? 'place.write' : reads.has(instruction) ? 'place.read' : undefined;
    const task = operation === undefined ? undefined : recorder.taskOf(cell);
    if (operation !== undefined && task !== undefined) recorder.happenings.push({ task, operation, site: m.model.procedures[procedure].sites[pc], resource, about: [], blocked: false });
  };
}

function replayed({ happenings, tasks, takings, meetings, facts }: Recorder, lost: readonly number[], inside: readonly Task[]): Replay {
  return {
    happenings, tasks, takings, lost, inside,
    metBy: (happening) => meetings.metBy(happening),
    taskAt: (cell) => facts.taskAt.get(cell),
    resourceOf: (cell) => facts.resourceAt.get(cell),
    producerOf: (cell) => facts.producerAt.get(cell),
    adoptedBy: (cell) => (facts.producerAt.get(cell)?.ended === true ? facts.followed.get(cell)?.[0] : undefined),
    starterOf: (cell) => facts.starterAt.get(cell),
    membersOf: (cell) => facts.followed.get(cell) ?? [],
  };
}
