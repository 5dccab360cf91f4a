/** The candidate that was probably meant: at most a third of its letters differ. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const close = candidates
    .map(candidate => ({ candidate, letters: bare(candidate).length, distance: distance(bare(word), bare(candidate)) }))
    .filter(({ letters, distance }) => distance <= Math.max(1, letters / 3));
  return close.sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** `; did you mean X?`, or the given advice when nothing is near. */
export function suggest(word: string, candidates: readonly string[], otherwise: string): string {
  const match = nearest(word, candidates);
  return match === undefined ? `; ${otherwise}` : `; did you mean ${match}?`;
}

/** The dashes are common to all options and must not make them look alike. */
function bare(word: string): string {
  return word.replace(/^-+/, '');
}

/** Letters to insert, delete, replace or swap with their neighbour. */
function distance(a: string, b: string): number {
  let [before, row] = [Array<number>(), Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = cell(row, j) + (a[i] === b[j] ? 0 : 1);
      const swapped = i > 0 && a[i] === b[j - 1] && a[i - 1] === b[j] ? cell(before, j - 1) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, cell(row, j + 1) + 1, cell(next, j) + 1));
    }
    [before, row] = [row, next];
  }
  return cell(row, b.length);
}

function cell(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
