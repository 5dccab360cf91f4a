import { digestOf } from './digest.ts';
import type { ImportGraph } from './graph.ts';

/**
 * For each file, a digest of all that its imports lead to: paths, texts and what each specifier means. Files that import each other in
 * a circle have one digest, and what a circle imports goes in by digest, so that the work is linear (Tarjan 1972; Merkle 1979).
 */
export function closureDigests(files: readonly string[], graph: ImportGraph, shown: (file: string) => string): (file: string) => string {
  const circles = circleDigests(files, graph, shown);
  return file => digestOf([shown(file), circles.get(file) ?? '']);
}

function circleDigests(files: readonly string[], graph: ImportGraph, shown: (file: string) => string): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  const numbers = new Map<string, number>();
  const open: string[] = [];

  /** The lowest number of an open file that is reached. */
  function visit(file: string): number {
    const number = numbers.size;
    numbers.set(file, number);
    open.push(file);
    let lowest = number;
    for (const imported of graph(file).imports.values()) {
      if (imported === undefined || digests.has(imported)) continue;
      lowest = Math.min(lowest, numbers.get(imported) ?? visit(imported));
    }
    if (lowest === number) close(open.splice(open.lastIndexOf(file)));
    return lowest;
  }

  function close(circle: readonly string[]): void {
    const digest = digestOf(circle.map(describe).sort());
    for (const member of circle) digests.set(member, digest);
  }

  /** What is in the same circle has no digest yet. */
  function describe(file: string): string {
    const { digest, imports } = graph(file);
    const meanings = [...imports].map(([specifier, imported]) => (imported === undefined ? [specifier] : [specifier, shown(imported), digests.get(imported) ?? '']));
    return JSON.stringify([shown(file), digest ?? null, meanings]);
  }

  for (const file of files) if (!numbers.has(file)) visit(file);
  return digests;
}
