import type { Blocked, Finding, Step } from '../../checker/finding.ts';
import { place } from '../place.ts';

/** From one row to another; to the end where `to` is undefined. Rows are the indices of the steps. */
interface Span {
  readonly lane: number;
  readonly from: number;
  readonly to: number | undefined;
}

export interface Hold extends Span {
  readonly resource: string;
  /** Bars of one lane that overlap stand side by side, by their slots. */
  readonly slot: number;
}

export interface Arrow {
  readonly fromLane: number;
  readonly fromRow: number;
  readonly toLane: number;
  readonly toRow: number;
}

export interface Lane {
  readonly task: string;
  /** What it is blocked on at the end. */
  readonly blocked: Blocked | undefined;
  /** It is not at fault, but waits for those who are blocked. */
  readonly waiting: Blocked | undefined;
}

/** What the diagram of a finding shows: a lane for each task, and what begins and ends in which row. */
export interface Interleaving {
  readonly lanes: readonly Lane[];
  readonly steps: readonly Step[];
  readonly holds: readonly Hold[];
  readonly waits: readonly Span[];
  readonly arrows: readonly Arrow[];
}

export function interleaving({ trace, blocked, waiting, isResource }: Finding): Interleaving {
  const tasks = [...new Set([...trace, ...blocked, ...waiting].map(({ task }) => task))];
  const laneOf = (step: Step | undefined): number => tasks.indexOf(step?.task ?? '');
  const lanes = tasks.map(task => ({
    task,
    blocked: isResource === true ? undefined : blocked.find(one => one.task === task),
    waiting: waiting.find(one => one.task === task),
  }));
  const last = lastWaits(trace, blocked);
  return { lanes, steps: trace, holds: holdsOf(trace, last, laneOf), waits: waitsOf(trace, last, laneOf), arrows: arrowsOf(trace, laneOf) };
}

/** The row in which a wait ends: that of the step that answers it, else the task's next step. What was sent into a buffer is answered later than its sender goes on. */
function endOfWait(trace: readonly Step[], row: number, last: ReadonlySet<number>): number | undefined {
  const answered = trace.findIndex((step, index) => index > row && step.answers.includes(row));
  // one who waits on a condition still gives back its lock
  const next = last.has(row) ? -1 : trace.findIndex((step, index) => index > row && step.task === trace[row]?.task);
  const ends = [answered, next].filter(index => index >= 0);
  return trace[row]?.effect === 'sends' ? ends.sort((a, b) => a - b)[0] : ends[0];
}

/** The rows of the waits that the blocked tasks end in. */
function lastWaits(trace: readonly Step[], blocked: readonly Blocked[]): ReadonlySet<number> {
  return new Set(blocked.map(({ task, location }) => trace.findLastIndex(step => step.waits && step.task === task && place(step.location) === place(location))));
}

function waitsOf(trace: readonly Step[], last: ReadonlySet<number>, laneOf: (step: Step) => number): Span[] {
  return trace.flatMap((step, row) => (step.waits ? [{ lane: laneOf(step), from: row, to: endOfWait(trace, row, last) }] : []));
}

function holdsOf(trace: readonly Step[], last: ReadonlySet<number>, laneOf: (step: Step) => number): Hold[] {
  const taken = trace.flatMap((step, row) => {
    const from = step.waits ? endOfWait(trace, row, last) : row;
    return step.effect === 'takes' && from !== undefined ? [{ lane: laneOf(step), resource: step.resource, from }] : [];
  }).sort((a, b) => a.from - b.from);
  const holds: Hold[] = [];
  const given = new Set<number>();
  for (const { lane, resource, from } of taken) {
    const gives = (mine: boolean): number => trace.findIndex((step, row) =>
      row > from && !given.has(row) && step.effect === 'gives' && step.resource === resource && (laneOf(step) === lane) === mine);
    const isTakenNext = (row: number): boolean => taken.some(other => other.resource === resource && other.from > from && other.from <= row);
    // a lock may be given back by another task than took it
    const to = [gives(true), gives(false)].find((row, index) => row >= 0 && (index === 0 || !isTakenNext(row)));
    if (to !== undefined) given.add(to);
    holds.push({ lane, resource, from, to, slot: freeSlot(holds, lane, from) });
  }
  return holds;
}

function freeSlot(holds: readonly Hold[], lane: number, from: number): number {
  const used = new Set(holds.filter(hold => hold.lane === lane && (hold.to === undefined || hold.to > from)).map(({ slot }) => slot));
  let slot = 0;
  while (used.has(slot)) slot += 1;
  return slot;
}

/** A communication goes in the direction of the value; else from the one who acts to the one who is woken. */
function arrowsOf(trace: readonly Step[], laneOf: (step: Step | undefined) => number): Arrow[] {
  return trace.flatMap((step, row) => step.answers.flatMap(earlier => {
    const [own, other] = [laneOf(step), laneOf(trace[earlier])];
    // one who waited is woken in this row; a value out of a buffer was put there in an earlier one
    const otherRow = (trace[earlier]?.waits) ? row : earlier;
    if (own === other) return [];
    return [step.effect === 'receives' ? { fromLane: other, fromRow: otherRow, toLane: own, toRow: row } : { fromLane: own, fromRow: row, toLane: other, toRow: row }];
  }));
}
