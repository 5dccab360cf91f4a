import type { Entry, Model } from '../../model/ir/ir.ts';
import type { Path, Place } from '../../model/windows/places.ts';
import type { Window } from '../../model/windows/windows.ts';
import type { Exploration } from '../explorer.ts';
import { confidences, type Blocked, type Finding } from '../finding.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import { entryOf, identify } from '../judge.ts';
import type { Machine } from '../machine.ts';
import type { Resource } from '../replay/happening.ts';
import { replay } from '../replay/replay.ts';
import { belongsTo, rootOf, type Task } from '../replay/task.ts';
import { readableTrace } from '../trace.ts';
import { nameTasks, type TaskName } from '../words.ts';
import type { Race } from './search.ts';

/** Races as findings, each told once by the write that does the harm: where it is surest. */
export function raceFindings(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration, races: readonly Race[]): Finding[] {
  const told = new Map<string, Finding>();
  for (const race of [...races].sort((a, b) => a.level - b.level)) {
    const finding = raceFinding(m, interpreter, entry, exploration, race);
    if (finding === undefined) continue;
    const place = `${finding.location.file}:${String(finding.location.line)}`;
    if (!told.has(place)) told.set(place, finding);
  }
  return [...told.values()];
}

function raceFinding(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration, race: Race): Finding | undefined {
  const [{ window: first }, { window: second }] = race.tasks;
  const way = exploration.pathTo(race.state);
  const label = placeName(m.model, second.procedure, second.place);
  const place: Resource = { id: -1, kind: 'place', label, site: -1, lendsTurns: false, holders: [] };
  const end = replay(m, interpreter, entry.procedure, {
    path: [...way.map(({ move }) => move), ...race.moves],
    watched: { resource: place, inside: { step: way.length, cells: race.tasks.map(({ cell }) => cell) }, reads: marks([first, second], 'read'), writes: marks([first, second], 'write') },
  });
  const [one, other] = end.inside;
  // a task that waits for the other has the other's work in its own
  if (one === undefined || other === undefined || one === other || belongsTo(one, other) || belongsTo(other, one)) return undefined;
  const name = namedApart(nameTasks(m.model, end.tasks), one, other);
  const siteOf = (window: Window, pc: number): number => m.model.procedures[window.procedure].sites[pc];
  const blocked = race.tasks.map(({ window }, which): Blocked => ({ task: name(end.inside[which]), operation: 'write', resource: label, location: m.model.sites[siteOf(window, window.write)] }));
  const read = linesOf([first, second].map((window) => m.model.sites[siteOf(window, window.read)].line));
  const written = linesOf(blocked.map(({ location }) => location.line));
  // that calls from outside come at once is likely, not the program's own doing
  const level = entry.kind === 'exported' || isHandled(m, one) || isHandled(m, other) ? Math.max(race.level, 1) : race.level;
  const happenings = end.happenings.filter((h) => h.resource !== place || end.inside.includes(h.task));
  return {
    id: identify(m, 'race', blocked),
    kind: 'race',
    confidence: confidences[level],
    message: explain(`Race: ${blocked[0].task} and ${blocked[1].task} both read ${label} (${read}), wait, and then both write it (${written}).`, second, race.isSure),
    location: blocked[1].location,
    entry: entryOf(m, entry),
    blocked,
    waiting: [],
    waitFor: [],
    trace: readableTrace(m, { ...end, happenings }, new Set([place]), new Set(), name),
    coffman: null,
    suggestion: second.act === 'update' || second.act === 'derive'
      ? 'Read again after the await and write in the same step, or hold a lock over both the read and the write.'
      : 'Claim it before the await (store the promise, count it at once), check again after the await, or hold a lock over both the check and the write.',
  };
}

function namedApart(name: TaskName, one: Task, other: Task): TaskName {
  if (name(one) !== name(other)) return name;
  return (task) => `${name(task)}${task === one ? ' (1)' : task === other ? ' (2)' : ''}`;
}

function marks(windows: readonly Window[], which: 'read' | 'write'): ReadonlySet<string> {
  return new Set(windows.map((window) => `${String(window.procedure)} ${String(window[which])}`));
}

/** Whether a task works for a handler that the outside calls. */
function isHandled(m: Machine, task: Task): boolean {
  return rootOf(task).procedure === m.model.derived['client.handle'];
}

function linesOf(lines: readonly number[]): string {
  const distinct = [...new Set(lines)];
  return distinct.length === 1 ? `line ${String(distinct[0])}` : `lines ${distinct.join(' and ')}`;
}

function explain(both: string, { act, check }: Window, isSure: boolean): string {
  if (act === 'update') return `${both} The second writes what it made of the old value, and the first one's change is lost.`;
  if (act === 'derive') return `${both} The second writes what came of a value that the first has replaced meanwhile.`;
  if (check?.refuses === true && isSure) return `${both} The check would turn the second away by now, but it was made before the await.`;
  if (act === 'change') return isSure ? `${both} What the second one's check allowed no longer holds when it writes: the first has written meanwhile.` : `${both} What the second one's check allowed may no longer hold when it writes.`;
  return isSure ? `${both} The second replaces what the first has put there, which is still in use.` : `${both} The second does again what the first has done already.`;
}

/** A place as the source calls it. */
function placeName(model: Model, procedure: number, { part, holder, key }: Place): string {
  const of = pathName(model, procedure, holder);
  if (part === 'content') return `the items of ${of}`;
  if (key === undefined) return of;
  const inner = pathName(model, procedure, key);
  return part === 'entry' ? `the entry of ${of} for ${inner}` : property(of, key, inner);
}

function pathName(model: Model, procedure: number, path: Path): string {
  switch (path.kind) {
    case 'this': return 'this';
    case 'constant': {
      const constant = model.constants[-1 - path.operand];
      // a private name has the class it belongs to behind it
      return constant.kind === 'literal' ? String(constant.value).replace(/@.*/, '') : 'a constant';
    }
    case 'slot': return model.procedures[procedure].parameterNames.at(path.slot) ?? 'an object';
    case 'global': return model.modules[path.module].globals[path.index];
    case 'variable': return 'a captured variable';
    case 'property': return property(pathName(model, procedure, path.object), path.key, pathName(model, procedure, path.key));
  }
}

function property(of: string, key: Path, inner: string): string {
  return key.kind === 'constant' ? `${of}.${inner}` : `${of}[${inner}]`;
}
