import type { Library } from './library.ts';

/** The numbers of a version: `3.22.4` is [3, 22, 4]; what comes after a hyphen does not matter here. */
function numbersOf(version: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a.at(i) ?? 0) - (b.at(i) ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a version is in a range such as `>=6 <10`, or begins with what the range says (`0.6`). */
export function isWithin(version: string, range: string): boolean {
  return range.split(/\s+/).every((bound) => {
    const numbers = numbersOf(bound);
    const own = numbersOf(version);
    if (bound.startsWith('>=')) return compare(own, numbers) >= 0;
    if (bound.startsWith('<')) return compare(own, numbers) < 0;
    return compare(own.slice(0, numbers.length), numbers) === 0;
  });
}

/**
 * Of several descriptions of one package, the one for the version that is installed, or for the newest where that is not
 * known. `installed` tells the version of the package that a specifier belongs to.
 */
export function forInstalled(known: readonly Library[], installed: (specifier: string) => string | undefined): readonly Library[] {
  return known.filter((library) => {
    const [specifier] = library.modules;
    const rivals = known.filter((other) => other.versions !== undefined && other.modules[0] === specifier);
    if (library.versions === undefined || rivals.length < 2) return true;
    const version = installed(specifier);
    const fitting = version === undefined ? undefined : rivals.find((rival) => isWithin(version, rival.versions ?? ''));
    return library === (fitting ?? newestOf(rivals));
  });
}

function newestOf(rivals: readonly Library[]): Library | undefined {
  return [...rivals].sort((a, b) => compare(numbersOf(b.versions ?? ''), numbersOf(a.versions ?? ''))).at(0);
}
