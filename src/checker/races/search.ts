import type { Window } from '../../model/windows/windows.ts';
import { windowsOf } from '../../model/windows/windows.ts';
import type { Exploration } from '../explorer.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Level, Machine } from '../machine.ts';
import type { Step } from '../program.ts';
import { eventsOf, waysOf, type Event, type Move, type Schedule, type Successor } from '../steps.ts';
import { firstPrimitiveKind, frame, isReference, job, jobKind, kind, object, payload, UNDEFINED, world } from '../values.ts';
import { SuspendedTasks } from './suspended.ts';

/** One of two tasks: its frame in the state where both are between their read and their write. */
interface Inside {
  readonly cell: number;
  readonly window: Window;
}

/** Two tasks were between read and write of one place at once, and then both wrote. */
export interface Race {
  /** The state in which both are inside, and the steps from there to the second write. */
  readonly state: number;
  readonly moves: readonly Move[];
  /** The one that writes first, and the one that writes second. */
  readonly tasks: readonly [Inside, Inside];
  readonly level: Level;
  /** The second write undoes the first, or does again what must be done once. */
  readonly isSure: boolean;
}

const mostPairs = 60;
const mostTries = 2;
/** States looked at for one pair, and how many more once it has been seen that both may write, if to no sure harm. */
const mostNodes = 200;
const fewNodes = 20;
const mostInstructions = 200_000;

/**
 * Races among the states of an exploration: a state with two tasks suspended between read and write of the same place,
 * from which both writes can still happen. What the second does to the first is then seen from what is in the place.
 */
export function findRaces(m: Machine, interpreter: Interpreter, exploration: Exploration, schedule: Schedule): Race[] {
  const windows = new Map<number, Window[]>();
  for (const window of windowsOf(m.model)) windows.set(window.procedure, [...windows.get(window.procedure) ?? [], window]);
  if (windows.size === 0) return [];
  const suspended = new SuspendedTasks(interpreter);
  const found = new Map<string, Race | undefined>();
  const tries = new Map<string, number>();
  const last = interpreter.executed + mostInstructions;
  m.owners = undefined;
  for (const level of [0, 1, 2] as const) {
    for (let state = 0; state < exploration.states; state++) {
      if (exploration.levels[state] !== level) continue;
      const image = exploration.image(state);
      const inside = insideOf(image, windows);
      if (inside.length < 2) continue;
      m.memory.load(image, image.length);
      for (const pair of pairsOf(suspended, inside)) {
        const key = pair.map(({ window }) => `${String(window.procedure)} ${String(window.read)} ${String(window.write)}`).sort().join(', ');
        const times = tries.get(key) ?? 0;
        if (found.get(key)?.isSure === true || times >= mostTries || found.size > mostPairs || interpreter.executed > last) continue;
        tries.set(key, times + 1);
        const race = confirm(m, interpreter, suspended, exploration, state, pair, schedule);
        if (race !== undefined) found.set(key, race);
        m.memory.load(image, image.length);
      }
    }
  }
  return [...found.values()].filter((race) => race !== undefined);
}

/** The tasks of a state, read from its image, that are suspended inside a window. */
function insideOf(image: Int32Array, windows: ReadonlyMap<number, readonly Window[]>): Inside[] {
  const word = (cell: number): number => image[cell - 1];
  const items = (value: number): number[] => (value === UNDEFINED ? [] : Array.from({ length: word(payload(value)) >> 6 }, (_, at) => payload(word(payload(value) + 1 + at))));
  const resumed = items(word(1 + world.ready)).filter((cell) => payload(word(cell + job.kind)) === jobKind.resume).map((cell) => payload(word(cell + job.a)));
  const waiting = items(word(1 + world.pending)).filter((cell) => (word(cell) & 63) === kind.frame);
  return [...waiting, ...resumed].flatMap((cell) => {
    const pc = payload(word(cell + frame.pc)) - 1;
    return (windows.get(payload(word(cell + frame.procedure))) ?? []).filter((window) => window.awaits.has(pc)).map((window) => ({ cell, window }));
  });
}

function pairsOf(suspended: SuspendedTasks, inside: readonly Inside[]): (readonly [Inside, Inside])[] {
  const byPlace = new Map<string, Inside[]>();
  for (const one of inside) {
    const identity = suspended.identity(one.cell, one.window.place);
    if (identity !== undefined) byPlace.set(identity, [...byPlace.get(identity) ?? [], one]);
  }
  return [...byPlace.values()].flatMap((list) => list.flatMap((first, i) => list.slice(i + 1).filter((second) => second.cell !== first.cell).map((second) => [first, second] as const)));
}

/** A state on the way from both being inside to both having written. */
interface Node {
  readonly image: Int32Array;
  readonly cells: readonly [number, number];
  readonly moves: readonly Move[];
  readonly level: Level;
  /** Which of the two has written already. */
  readonly first: 0 | 1 | undefined;
}

/** Looks for a way on which one of the two writes, and then the other. */
function confirm(m: Machine, interpreter: Interpreter, suspended: SuspendedTasks, exploration: Exploration, state: number, pair: readonly [Inside, Inside], schedule: Schedule): Race | undefined {
  const start: Node = { image: exploration.image(state), cells: [pair[0].cell, pair[1].cell], moves: [], level: exploration.levels[state], first: undefined };
  // where one has written, the other is not far
  const queues: readonly Node[][] = [[], [start]];
  const seen = new Set<string>();
  let doubtful: Race | undefined;
  for (let left = mostNodes; left > 0; left--) {
    const node = queues[0].shift() ?? queues[1].shift();
    if (node === undefined) break;
    m.memory.load(node.image, node.image.length);
    const second = node.first === undefined ? undefined : pair[1 - node.first];
    const last = node.first === undefined ? 0 : node.cells[1 - node.first];
    const verdict = second === undefined ? undefined : verdictOn(interpreter, suspended, last, second.window);
    const before = second === undefined ? undefined : suspended.content(last, second.window.place);
    for (const event of eventsOf(m, schedule)) {
      for (const { successor, wrote, stored, cells } of watchedWays(m, interpreter, node, event, pair)) {
        const level = Math.max(node.level, successor.level) as Level;
        const moves = [...node.moves, successor.move];
        if (node.first !== undefined && wrote[1 - node.first]) {
          // what is there already is no change
          if (second?.window.act === 'replace' && before !== undefined && stored === before) continue;
          const tasks = node.first === 0 ? pair : [pair[1], pair[0]] as const;
          if (verdict !== undefined) {
            const race: Race = { state, moves, tasks, level: verdict === 'sure' ? level : 2, isSure: verdict === 'sure' };
            if (race.isSure) return race;
            if (doubtful === undefined) left = Math.min(left, fewNodes);
            doubtful ??= race;
          }
          continue;
        }
        const first = node.first ?? (wrote[0] ? 0 : wrote[1] ? 1 : undefined);
        // one that is gone without having written never will
        if (successor.image === undefined || cells.some((cell, which) => cell === 0 && first !== which)) continue;
        const key = `${String(first)} ${cells.join()} ${successor.image.join()}`;
        if (seen.has(key)) continue;
        seen.add(key);
        queues[first === undefined ? 1 : 0].push({ image: successor.image, cells, moves, level, first });
      }
    }
  }
  return doubtful;
}

interface Way {
  readonly successor: Successor;
  readonly wrote: readonly [boolean, boolean];
  /** The value that was written last, where it is kept. */
  readonly stored: number | undefined;
  /** Where the two frames are afterwards, 0 where they are gone. */
  readonly cells: readonly [number, number];
}

/** Runs one job in all the ways it can go, and sees which of the two writes. */
function watchedWays(m: Machine, interpreter: Interpreter, node: Node, event: Event, pair: readonly [Inside, Inside]): Way[] {
  const seen: Omit<Way, 'successor'>[] = [];
  const moved = (cell: number): number => (cell === 0 ? 0 : Math.max(0, -m.memory.previous()[cell]));
  let wrote: [boolean, boolean] | undefined;
  let stored: number | undefined;
  const endWay = (): void => { if (wrote !== undefined) seen.push({ wrote, stored, cells: [moved(node.cells[0]), moved(node.cells[1])] }); };
  interpreter.watch = (cell, procedure, pc) => {
    for (const which of [0, 1] as const) {
      if (wrote === undefined || cell !== node.cells[which] || pc !== pair[which].window.write) continue;
      wrote[which] = true;
      stored = storedBy(interpreter, cell, interpreter.programs.at(procedure).code[pc]);
    }
  };
  const { successors } = waysOf(m, interpreter, event, () => {
    endWay();
    wrote = [false, false];
    stored = undefined;
    m.memory.load(node.image, node.image.length);
  }, { cells: [], awaited: [] });
  endWay();
  interpreter.watch = undefined;
  return successors.map((successor, way) => ({ successor, ...seen[way] }));
}

function storedBy(it: Interpreter, cell: number, step: Step): number | undefined {
  switch (step.op) {
    case 'set': case 'storeGlobal': case 'storeEnv': return it.value(cell, step.a);
    case 'invoke': return step.args.length === 2 ? it.value(cell, step.args[1]) : undefined;
    default: return undefined;
  }
}

/**
 * What it means that a task writes after another has: `sure` where the first write is undone or done again, `doubtful`
 * where that depends on what is not known, undefined where it does no harm. The task is still suspended.
 */
function verdictOn(it: Interpreter, suspended: SuspendedTasks, cell: number, { act, check, place }: Window): 'sure' | 'doubtful' | undefined {
  if (act === 'update') return 'sure';
  if (act === 'derive' || check === undefined) return 'doubtful';
  const answer = suspended.answer(cell, check);
  const matters = act === 'change' || check.refuses;
  if (answer === undefined) return matters ? 'doubtful' : undefined;
  if (answer === check.answer) return undefined;
  if (matters) return 'sure';
  return act === 'constant' ? undefined : holdsSomething(it, suspended.content(cell, place)) ? 'sure' : 'doubtful';
}

const closers = ['close', 'destroy', 'dispose', 'end', 'stop', 'terminate', 'shutdown', 'disconnect', 'release', '@@dispose', '@@asyncDispose'];

/** Whether it matters which of two such objects is in use: one that has to be closed, that holds a lock or the like, or that changes. */
function holdsSomething(it: Interpreter, value: number | undefined): boolean {
  if (value === undefined || !isReference(value)) return false;
  const { m, memory } = it;
  if (memory.kindOf(value) >= firstPrimitiveKind) return true;
  if (memory.kindOf(value) !== kind.object || memory.words[payload(value) + object.prototype] === UNDEFINED) return false;
  return closers.some((name) => m.hasMethod(value, m.literal(name)))
    || memory.items(payload(value), object.slots).some((inner) => memory.kindOf(inner) >= firstPrimitiveKind)
    || m.ownKeys(payload(value)).some((key) => m.isMutable(key));
}
