import type { CoffmanConditions } from './finding.ts';
import type { Machine } from './machine.ts';
import { belongsTo, stillHolding, type Task } from './replay/task.ts';
import { resourceName, type TaskName } from './words.ts';
import type { Wait } from './wait-for.ts';

/** Coffman, Elphick, Shoshani: System Deadlocks (Computing Surveys, 1971): the four conditions, with their evidence here. */
export function coffmanConditions(m: Machine, primary: readonly Wait[], cycle: readonly Wait[], name: TaskName): CoffmanConditions {
  const involved = cycle.length > 0 ? cycle : primary;
  // what was left held is held by nobody who waits: no circle, only a loss
  const isCircular = cycle.length > 0 && !wasLeftHeld(cycle);
  const held = involved.flatMap((w) => (w.resource?.holders ?? []).map((h) => ({ resource: w.resource, holder: h })));
  const line = (site: number): string => `line ${String(m.model.sites[site].line)}`;
  const exclusive = held.map(({ resource, holder }) => `${resourceName(resource)} is held by ${name(holder.task)} since ${line(holder.site)}${holder.task.ended ? ', which has ended' : ''}`);
  const waitsWhileHolding = involved.filter((w) => w.task !== undefined && !wasLeftHeld(cycle) && held.some((h) => isHeldBy(h.holder.task, w.task)));
  const waits = waitsWhileHolding.map((w) => `${w.task === undefined ? 'a task' : name(w.task)} holds a resource and waits at ${line(w.site)}`);
  return {
    mutualExclusion: exclusive.length > 0 ? [...new Set(exclusive)].join('; ') : null,
    holdAndWait: waits.length > 0 ? [...new Set(waits)].join('; ') : null,
    noPreemption: `no timeout, signal or other task ends the wait at ${[...new Set(involved.map((w) => line(w.site)))].join(' or ')}`,
    circularWait: isCircular ? [...cycle.map((w) => `${w.task === undefined ? 'a task' : name(w.task)} (${line(w.site)})`), 'back to the first'].join(' → ') : null,
  };
}

/** Whether a task waits for what was taken before, for it or for the one that it works for, by a task that has ended since. */
export function wasLeftHeld(cycle: readonly Wait[]): boolean {
  return cycle.length === 1 && cycle[0].resource?.holders.some((h) => h.task.ended) === true;
}

function isHeldBy(holder: Task, task: Task | undefined): boolean {
  const owner = stillHolding(holder);
  return owner !== undefined && task !== undefined && belongsTo(task, owner);
}
