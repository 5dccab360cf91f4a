import type { Entry } from '../model/ir/ir.ts';
import type { Machine } from './machine.ts';
import { blockedIn, keyOf } from './steps.ts';
import type { Suspicion } from './suspicions.ts';

/**
 * Every way to a finding is gone again before it is told. Where it does not end in what was met, the explorer or one
 * of its reductions is wrong: that is a fault of this program, and nothing to tell of the program that is checked.
 */
export class NotReplayed extends Error {
  constructor(m: Machine, entry: Entry, { kind, state }: Suspicion, missing: string) {
    const { file, line } = m.model.sites[entry.site];
    super(`a counterexample does not replay: entry ${entry.name} (${file}:${String(line)}), ${kind} at state ${String(state)}, without ${missing}; please add the file, or what \`coffman model\` prints of it`);
  }
}

/** That the operations that were met as blocked are among those of the cells that the replay ended with. */
export function mustBeBlocked(m: Machine, entry: Entry, suspicion: Suspicion, cells: readonly number[], words: Int32Array): void {
  const there = new Set(blockedIn(m, cells, words).map(keyOf));
  const missing = suspicion.blocked.find((site) => !there.has(keyOf(site)));
  if (missing === undefined) return;
  const { file, line } = m.model.sites[missing.site];
  throw new NotReplayed(m, entry, suspicion, `${m.operationNames[missing.operation]} at ${file}:${String(line)}`);
}
