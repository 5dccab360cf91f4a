import type { Location } from '../model/location.ts';

/** The form that editors and terminals turn into a link. */
export function place(location: Location): string {
  return `${location.file}:${location.line}:${location.column}`;
}
