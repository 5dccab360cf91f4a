import { resolve } from 'node:path';
import type { Finding } from '../../checker/finding.ts';
import type { Diagnostic, Location } from '../../model/location.ts';
import type { Answer } from './judge.ts';

/** A finding, and the folder that its places are relative to. */
export interface Known {
  readonly root: string;
  readonly finding: Finding;
}

/** All that was found so far, by the file whose entry leads there. */
export class Knowledge {
  readonly #findings = new Map<string, readonly Known[]>();
  readonly #problems = new Map<string, readonly Diagnostic[]>();

  /** What was found now takes the place of what was known of the same files; gives all files whose picture may have changed. */
  learn(root: string, { files, findings, problems }: Answer): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const shown of files) {
      const file = resolve(root, shown);
      for (const { finding } of this.#findings.get(file) ?? []) changed.add(resolve(root, finding.location.file));
      const own = findings.filter(({ entry }) => entry.file === shown).map(finding => ({ root, finding }));
      this.#findings.set(file, own);
      this.#problems.set(file, problems.filter(({ location }) => location?.file === shown));
      changed.add(file);
      for (const { finding } of own) changed.add(resolve(root, finding.location.file));
    }
    return changed;
  }

  /** What is shown in a file: each finding once, however many entries lead to it. */
  findingsIn(file: string): readonly Known[] {
    return this.#all().filter(({ root, finding }) => resolve(root, finding.location.file) === file);
  }

  problemsIn(file: string): readonly Diagnostic[] {
    return this.#problems.get(file) ?? [];
  }

  /** The findings of which a blocked operation is at this position; lines and columns from 1. */
  at(file: string, line: number, column: number): readonly Known[] {
    const isHere = (root: string, place: Location): boolean => resolve(root, place.file) === file && contains(place, line, column);
    return this.#all().filter(({ root, finding }) => [finding.location, ...finding.blocked.map(one => one.location)].some(place => isHere(root, place)));
  }

  findingsOf(root: string): readonly Finding[] {
    return this.#all().filter(known => known.root === root).map(({ finding }) => finding);
  }

  #all(): readonly Known[] {
    const each = new Map([...this.#findings.values()].flat().map(known => [JSON.stringify([known.root, known.finding.id, known.finding.location]), known]));
    return [...each.values()];
  }
}

function contains({ line, column, endLine, endColumn }: Location, atLine: number, atColumn: number): boolean {
  const isAfterStart = atLine > line || (atLine === line && atColumn >= column);
  return isAfterStart && (atLine < endLine || (atLine === endLine && atColumn <= endColumn));
}
