import type { Entry } from '../../model/ir/ir.ts';
import type { Location } from '../../model/location.ts';
import { confidences, type Blocked, type Finding } from '../finding.ts';
import { entryOf, identify } from '../judge.ts';
import type { Machine } from '../machine.ts';
import type { Happening } from '../replay/happening.ts';
import { rootOf, type Task } from '../replay/task.ts';
import { readableTrace } from '../trace.ts';
import { nameTasks, type TaskName } from '../words.ts';
import type { Standstill } from './progress.ts';

/** The finding on tasks that go round for ever, with the way to the round and one round of it as its trace. */
export function cycleFinding(m: Machine, entry: Entry, standstill: Standstill): Finding {
  const { kind, level, trapped, winners, end, lead } = standstill;
  const name = nameTasks(m.model, end.tasks);
  const before = end.happenings.slice(0, lead);
  const round = end.happenings.slice(lead);
  const roots = new Set([...trapped, ...winners].map(rootOf));
  const turns = new Set(round.filter((h) => h.operation === 'task.await' && !h.task.hidden && roots.has(rootOf(h.task))));
  const blocked = trapped.map((task): Blocked => ({
    task: name(task), operation: kind === 'livelock' ? 'goes round without end' : 'tries again without end', resource: '', location: placeOf(m, task, round),
  }));
  const trace = (happenings: readonly Happening[]): Finding['trace'] => readableTrace(m, { ...end, happenings }, new Set(), new Set([...trapped, ...winners]), name, turns);
  const way = trace(before);
  return {
    id: identify(m, kind, blocked),
    kind,
    confidence: confidences[level],
    message: kind === 'livelock' ? livelock(standstill, blocked) : starvation(winners, blocked, name),
    location: blocked[0].location,
    entry: entryOf(m, entry),
    blocked,
    waiting: [],
    trace: [...way, ...trace(round).map((step) => ({ ...step, answers: step.answers.map((index) => index + way.length) }))],
    round: way.length,
    waitFor: [],
    coffman: null,
    suggestion: suggest(standstill),
  };
}

/** Where a task waits in the round, the first such place in its code. */
function placeOf(m: Machine, task: Task, round: readonly Happening[]): Location {
  const places = round.filter((h) => h.task === task && h.operation === 'task.await').map((h) => m.model.sites[h.site]);
  return places.reduce((first, place) => (place.line < first.line ? place : first), places[0] ?? m.model.sites[task.startedAt]);
}

function livelock({ isDeaf }: Standstill, blocked: readonly Blocked[]): string {
  const [first] = blocked;
  if (isDeaf) return `Livelock: ${first.task} goes round at line ${String(first.location.line)} and awaits only what is there already. Microtasks run before all else, so no timer and no answer from outside gets its turn, and what it waits for cannot come.`;
  if (blocked.length === 1) return `Livelock: ${first.task} (line ${String(first.location.line)}) goes round for ever: after each round all is as it was before, and what it waits for does not come. On another schedule it ends.`;
  return `Livelock: ${listed(blocked)} keep one another from going on: each round undoes what the last one did, and nothing breaks the tie. On another schedule they end.`;
}

function starvation(winners: readonly Task[], blocked: readonly Blocked[], name: TaskName): string {
  const [first] = blocked;
  const who = winners.length === 0 ? 'others' : [...new Set(winners.map(name))].join(' and ');
  return `Starvation: ${first.task} (line ${String(first.location.line)}) tries again and again, and ${who} can always be faster: whenever it looks, the other has it already.`;
}

function listed(blocked: readonly Blocked[]): string {
  return blocked.map((b) => `${b.task} (line ${String(b.location.line)})`).join(' and ');
}

function suggest({ kind, isDeaf, trapped }: Standstill): string {
  if (isDeaf) return 'Await what ends the wait (a promise, an event, a queue), or let timers run in between: await a timer, not a value.';
  if (kind === 'starvation') return 'Wait in a queue that is served in order (a Mutex or Semaphore, or a list of waiters that the release hands over to), instead of looking whether it is free.';
  return trapped.length > 1
    ? 'Give one of them precedence: take what both need in one order everywhere, or wait a random time before the next attempt, longer each time.'
    : 'Make sure that what it waits for comes on every path, or give up after some attempts.';
}
