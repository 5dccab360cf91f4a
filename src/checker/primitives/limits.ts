import type { Machine } from '../machine.ts';
import { HOLE, integer, isInteger, kind, payload } from '../values.ts';

/** A number of permits that is not known is taken for two: fewer would be too few for who asks for two at once, and more keep out nobody that two let in. */
export function someLimit(m: Machine, permits: number): number {
  permits = m.resolve(permits);
  if (permits === HOLE || m.memory.kindOf(permits) !== kind.unknown) return permits;
  m.become(permits, integer(2));
  if (m.level === 0) m.level = 1;
  return integer(2);
}

/** A limit, lowered where few places are tried in the place of many. */
export function withinPlaces({ bounds }: Machine, places: number): number {
  return bounds.places !== undefined && isInteger(places) && payload(places) > bounds.places ? integer(bounds.places) : places;
}
