import type { CoffmanConditions } from './finding.ts';
import type { Machine } from './machine.ts';
import { belongsTo, stillHolding, type Task } from './replay/task.ts';
import { lineIn, resourceName, type TaskName } from './words.ts';
import type { Wait } from './wait-for.ts';

const mostListed = 4;

/** Coffman, Elphick, Shoshani: System Deadlocks (Computing Surveys, 1971): the four conditions, with their evidence here. */
export function coffmanConditions(m: Machine, primary: readonly Wait[], cycle: readonly Wait[], name: TaskName): CoffmanConditions {
  const involved = cycle.length > 0 ? cycle : primary;
  // what was left held is held by nobody who waits: no circle, only a loss
  const isCircular = cycle.length > 0 && !wasLeftHeld(cycle);
  const held = involved.flatMap((w) => (w.resource?.holders ?? []).map((h) => ({ resource: w.resource, holder: h })));
  const line = (site: number): string => lineIn(m.model.sites[involved[0].site].file, m.model.sites[site]);
  const exclusive = held.map(({ resource, holder }) => `${resourceName(resource)} is held by ${name(holder.task)} since ${line(holder.site)}${stillHolding(holder.task) === undefined ? ', which has ended' : ''}`);
  const waitsWhileHolding = involved.filter((w) => w.task !== undefined && !wasLeftHeld(cycle) && held.some((h) => isHeldBy(h.holder.task, w.task)));
  const waits = waitsWhileHolding.map((w) => `${w.task === undefined ? 'a task' : name(w.task)} holds a resource and waits at ${line(w.site)}`);
  return {
    mutualExclusion: exclusive.length > 0 ? aFew(exclusive).join('; ') : null,
    holdAndWait: waits.length > 0 ? aFew(waits).join('; ') : null,
    noPreemption: `no timeout, signal or other task ends the wait at ${[...new Set(involved.map((w) => line(w.site)))].join(' or ')}`,
    circularWait: isCircular ? [...aFew(cycle.map((w) => `${w.task === undefined ? 'a task' : name(w.task)} (${line(w.site)})`)), 'back to the first'].join(' → ') : null,
  };
}

/** Of a long list of different texts the first, and how many more there are. */
function aFew(texts: readonly string[]): readonly string[] {
  const different = [...new Set(texts)];
  return different.length <= mostListed ? different : [...different.slice(0, mostListed - 1), `${String(different.length - mostListed + 1)} more`];
}

/** Whether a task waits for what was taken before, for it or for the one that it works for, by a task that has ended since. */
export function wasLeftHeld(cycle: readonly Wait[]): boolean {
  return cycle.length === 1 && cycle[0].resource?.holders.some((h) => h.task.ended) === true;
}

function isHeldBy(holder: Task, task: Task | undefined): boolean {
  const owner = stillHolding(holder);
  return owner !== undefined && task !== undefined && belongsTo(task, owner);
}
