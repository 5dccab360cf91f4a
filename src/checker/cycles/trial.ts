import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Machine } from '../machine.ts';
import { Memory } from '../memory.ts';
import type { Observer } from '../observer.ts';
import type { Replay } from '../replay/replay.ts';
import type { Task } from '../replay/task.ts';
import { world } from '../values.ts';

/** What one job would do if it ran in this state: whose code runs, who would come to an end, what is read or written. */
export interface Trial {
  readonly ran: ReadonlySet<Task>;
  readonly ended: ReadonlySet<Task>;
  readonly touched: ReadonlySet<number>;
}

const nothing = (): undefined => undefined;
const deaf: Observer = {
  settled: nothing, started: nothing, entered: nothing, threw: nothing, awaiting: nothing, follows: nothing, ended: nothing, failed: nothing, left: nothing,
  operated: nothing, resumed: nothing, drives: nothing, created: nothing, keyed: nothing,
};

/** Tries out each job of the state that a replay has come to, and leaves the state as it was. */
export function tryJobs(m: Machine, interpreter: Interpreter, so: Replay): Trial[] {
  const image = m.memory.image().slice();
  const { observer } = m;
  const end = m.memory.top;
  const trials: Trial[] = [];
  m.evidence.isTrying = true;
  for (const queue of [world.ready, world.later]) {
    const count = m.memory.length(Memory.world, queue);
    for (let index = 0; index < count; index++) {
      const ran = new Set<Task>();
      const ended = new Set<Task>();
      const touched = new Set<number>();
      const note = (tasks: Set<Task>) => (cell: number): void => {
        const task = so.taskAt(cell);
        if (task !== undefined) tasks.add(task);
      };
      m.observer = { ...deaf, resumed: note(ran), ended: note(ended) };
      m.touched = touched;
      m.script = [];
      interpreter.step(queue, index);
      // what it has made itself is nobody else's
      trials.push({ ran, ended, touched: new Set([...touched].filter((cell) => cell < end)) });
      m.memory.load(image, image.length);
    }
  }
  m.touched = undefined;
  m.evidence.isTrying = false;
  m.observer = observer;
  return trials;
}
