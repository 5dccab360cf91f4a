import type { Step } from './finding.ts';
import type { Machine } from './machine.ts';
import type { Happening, Resource } from './replay/happening.ts';
import type { Replay } from './replay/replay.ts';
import type { Task } from './replay/task.ts';
import { gives, isMoot, takes, tries } from './replay/happening.ts';
import { belongsTo, rootOf } from './replay/task.ts';
import { action, outside, resourceName, type TaskName } from './words.ts';

const longest = 24;

/**
 * The steps that a reader needs: those of the blocked tasks, and those on the resources they wait for; consecutive equal
 * ones are told once, and of a long way only the last part that matters.
 */
export function readableTrace(m: Machine, end: Replay, resources: ReadonlySet<Resource>, tasks: ReadonlySet<Task>, name: TaskName, also: ReadonlySet<Happening> = new Set()): Step[] {
  const roots = new Set([...tasks].map(rootOf));
  const isNear = (h: Happening): boolean => [h.resource, ...h.about].some((r) => r !== undefined && resources.has(r)) || (roots.has(rootOf(h.task)) && h.operation !== 'timer.sleep');
  const isTold = (h: Happening): boolean => also.has(h) || (h.quiet !== true && !isMoot(h) && isNear(h));
  const matters = (h: Happening): boolean => isTold(h) || h.operation === 'client.isSilent' || isOutside(h);
  const actors = [...new Set(end.happenings.filter((h) => isTold(h) && !isOutside(h) && h.operation !== 'task.await').map(({ task }) => task))];
  const isActing = (task: Task | undefined): boolean => task !== undefined && actors.some((actor) => belongsTo(actor, task));
  const told: Told[] = [];
  for (const happening of end.happenings.filter(matters)) {
    // who goes on to do something is seen to have been called
    if (happening.operation === 'outside.call' && isActing(happening.starts)) continue;
    const step = { task: /^outside\.(event|callback)$/.test(happening.operation) ? outside : name(happening.task), action: action(happening, name), location: m.model.sites[happening.site] };
    const before = told.at(-1);
    if (before !== undefined && before.task === step.task && before.action === step.action && before.location === step.location && !isOutside(happening)) before.happenings.push(happening);
    else told.push({ ...step, happenings: [happening] });
  }
  const last = told.slice(-longest);
  return last.map(({ happenings, ...step }) => ({
    ...step,
    resource: happenings[0].resource === undefined ? '' : resourceName(happenings[0].resource),
    effect: effectOf(happenings[0].operation),
    waits: happenings.some(({ blocked, operation }) => blocked || operation === 'task.await'),
    answers: last.flatMap((earlier, index) => (happenings.some((happening) => end.metBy(happening).some((met) => earlier.happenings.includes(met))) ? [index] : [])),
  }));
}

/** Whether it is a step of code outside, or one that it decides. */
function isOutside({ operation }: Happening): boolean {
  return operation.startsWith('outside.');
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
