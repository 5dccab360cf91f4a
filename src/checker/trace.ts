import type { Step } from './finding.ts';
import type { Machine } from './machine.ts';
import type { Happening, Replay, Resource, Task } from './replay.ts';
import { rootOf } from './replay.ts';
import { action, type TaskName } from './words.ts';

const longest = 24;

/**
 * The steps that a reader needs: those of the blocked tasks, and those on the resources they wait for; consecutive equal
 * ones are told once, and of a long way only the last part that matters.
 */
export function readableTrace(m: Machine, end: Replay, resources: ReadonlySet<Resource>, tasks: ReadonlySet<Task>, name: TaskName, also: ReadonlySet<Happening> = new Set()): Step[] {
  const roots = new Set([...tasks].map(rootOf));
  const matters = (h: Happening): boolean => also.has(h) || (h.quiet !== true && isNear(h));
  const isNear = (h: Happening): boolean => [h.resource, ...h.about].some((r) => r !== undefined && resources.has(r)) || (roots.has(rootOf(h.task)) && h.operation !== 'timer.sleep');
  const steps: Step[] = [];
  for (const happening of end.happenings.filter(matters)) {
    const step: Step = { task: name(happening.task), action: action(happening), location: m.model.sites[happening.site] };
    const before = steps.at(-1);
    if (before !== undefined && before.task === step.task && before.action === step.action && before.location === step.location) continue;
    steps.push(step);
  }
  return steps.length <= longest ? steps : steps.slice(-longest);
}
