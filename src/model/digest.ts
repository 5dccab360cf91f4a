import { createHash } from 'node:crypto';

/** Tells texts apart, also by where one ends and the next begins. */
export function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(part.length)}:${part}`);
  return hash.digest('hex');
}
