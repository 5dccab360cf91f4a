import type { Step } from './finding.ts';
import type { Machine } from './machine.ts';
import type { Happening, Resource } from './replay/happening.ts';
import type { Replay } from './replay/replay.ts';
import type { Task } from './replay/task.ts';
import { gives, isMoot, takes, tries } from './replay/happening.ts';
import { rootOf } from './replay/task.ts';
import { action, resourceName, type TaskName } from './words.ts';

const longest = 24;

/**
 * The steps that a reader needs: those of the blocked tasks, and those on the resources they wait for; consecutive equal
 * ones are told once, and of a long way only the last part that matters.
 */
export function readableTrace(m: Machine, end: Replay, resources: ReadonlySet<Resource>, tasks: ReadonlySet<Task>, name: TaskName, also: ReadonlySet<Happening> = new Set()): Step[] {
  const roots = new Set([...tasks].map(rootOf));
  const matters = (h: Happening): boolean => also.has(h) || h.operation.startsWith('client.') || (h.quiet !== true && !isMoot(h) && isNear(h));
  const isNear = (h: Happening): boolean => [h.resource, ...h.about].some((r) => r !== undefined && resources.has(r)) || (roots.has(rootOf(h.task)) && h.operation !== 'timer.sleep');
  const told: Told[] = [];
  for (const happening of end.happenings.filter(matters)) {
    const step = { task: name(happening.task), action: action(happening), location: m.model.sites[happening.site] };
    const before = told.at(-1);
    if (before !== undefined && before.task === step.task && before.action === step.action && before.location === step.location) before.happenings.push(happening);
    else told.push({ ...step, happenings: [happening] });
  }
  const last = told.slice(-longest);
  return last.map(({ happenings, ...step }) => ({
    ...step,
    resource: happenings[0].resource === undefined ? '' : resourceName(happenings[0].resource),
    effect: effectOf(happenings[0].operation),
    waits: happenings.some(({ blocked }) => blocked),
    answers: last.flatMap((earlier, index) => (happenings.some((happening) => end.metBy(happening).some((met) => earlier.happenings.includes(met))) ? [index] : [])),
  }));
}

/** A step with all the equal happenings that it tells of. */
interface Told extends Pick<Step, 'task' | 'action' | 'location'> {
  readonly happenings: Happening[];
}

function effectOf(operation: string): Step['effect'] {
  if (takes.has(operation) || tries.has(operation)) return 'takes';
  if (gives.has(operation)) return 'gives';
  if (operation === 'channel.send' || operation === 'channel.trySend') return 'sends';
  return operation === 'channel.receive' || operation === 'channel.tryReceive' ? 'receives' : null;
}
