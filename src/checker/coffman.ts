import type { CoffmanConditions } from './finding.ts';
import type { Machine } from './machine.ts';
import { resourceName, taskName } from './words.ts';
import type { Wait } from './wait-for.ts';

/** Coffman, Elphick, Shoshani: System Deadlocks (Computing Surveys, 1971): the four conditions, with their evidence here. */
export function coffmanConditions(m: Machine, primary: readonly Wait[], cycle: readonly Wait[]): CoffmanConditions {
  const involved = cycle.length > 0 ? cycle : primary;
  const held = involved.flatMap((w) => (w.resource?.holders ?? []).map((h) => ({ resource: w.resource, holder: h })));
  const line = (site: number): string => `line ${String(m.model.sites[site].line)}`;
  const exclusive = held.map(({ resource, holder }) => `${resourceName(resource)} is held by ${taskName(m.model, holder.task)} since ${line(holder.site)}`);
  const waitsWhileHolding = involved.filter((w) => w.task !== undefined && held.some((h) => h.holder.task === w.task || belongs(h.holder.task, w)));
  const waits = waitsWhileHolding.map((w) => `${w.task === undefined ? 'a task' : taskName(m.model, w.task)} holds a resource and waits at ${line(w.site)}`);
  return {
    mutualExclusion: exclusive.length > 0 ? [...new Set(exclusive)].join('; ') : null,
    holdAndWait: waits.length > 0 ? [...new Set(waits)].join('; ') : null,
    noPreemption: `no timeout, signal or other task ends the wait at ${[...new Set(involved.map((w) => line(w.site)))].join(' or ')}`,
    circularWait: cycle.length > 0 ? [...cycle.map((w) => `${w.task === undefined ? 'a task' : taskName(m.model, w.task)} (${line(w.site)})`), 'back to the first'].join(' → ') : null,
  };
}

function belongs(task: { readonly awaitedBy: unknown }, wait: Wait): boolean {
  for (let at: unknown = wait.task; at !== undefined && at !== null; at = (at as { readonly awaitedBy: unknown }).awaitedBy) if (at === task) return true;
  return false;
}
