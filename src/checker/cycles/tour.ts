import type { Arc } from '../naive.ts';

/** A step within a component: from a node, by an arc. */
export interface Leg {
  readonly from: number;
  readonly arc: Arc;
}

/** Longer ways round a component tell nobody anything. */
const longest = 3000;

/** The arcs that stay in a component, by node: those of jobs of which no way leads out. */
export function arcsWithin(component: readonly number[], arcs: readonly (readonly Arc[] | undefined)[]): ReadonlyMap<number, readonly Arc[]> {
  const inside = new Set(component);
  return new Map(component.map((node) => {
    const all = arcs[node] ?? [];
    return [node, all.filter(({ event }) => all.every((other) => other.event !== event || inside.has(other.to)))];
  }));
}

/** A closed way from a node through every arc; undefined where it would be too long. */
export function tourFrom(start: number, arcs: ReadonlyMap<number, readonly Arc[]>): Leg[] | undefined {
  const left = new Set([...arcs.values()].flat());
  const tour: Leg[] = [];
  let at = start;
  while (left.size > 0) {
    const next = shortestWay(at, arcs, ({ arc }) => left.has(arc));
    tour.push(...next);
    if (next.length === 0 || tour.length > longest) return undefined;
    for (const { arc } of next) left.delete(arc);
    at = next[next.length - 1].arc.to;
  }
  return at === start ? tour : [...tour, ...shortestWay(at, arcs, ({ arc }) => arc.to === start)];
}

/** A shortest way, of one arc or more, whose last leg is one that is looked for. */
export function shortestWay(start: number, arcs: ReadonlyMap<number, readonly Arc[]>, isGoal: (leg: Leg) => boolean): Leg[] {
  const reachedBy = new Map<number, Leg>();
  const queue = [start];
  for (const from of queue) {
    for (const arc of arcs.get(from) ?? []) {
      const leg = { from, arc };
      if (isGoal(leg)) return wayTo(start, leg, reachedBy);
      if (arc.to === start || reachedBy.has(arc.to)) continue;
      reachedBy.set(arc.to, leg);
      queue.push(arc.to);
    }
  }
  return [];
}

function wayTo(start: number, last: Leg, reachedBy: ReadonlyMap<number, Leg>): Leg[] {
  const way = [last];
  for (let at = last.from; at !== start;) {
    const leg = reachedBy.get(at);
    if (leg === undefined) return [];
    way.unshift(leg);
    at = leg.from;
  }
  return way;
}
