import { isDeepStrictEqual } from 'node:util';
import { analyse } from '../../src/checker/finite/analyse.ts';
import type { FiniteModel } from '../../src/checker/finite/finite-model.ts';
import { toPromela } from '../../src/checker/finite/promela.ts';
import type { Searched } from '../../src/checker/finite/search.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Entry, Model } from '../../src/model/ir/ir.ts';
import { parseModel } from '../../src/model/parse.ts';
import { printModel } from '../../src/model/print.ts';
import { bySpin, hasSpin } from './spin.ts';
import { finiteVerdict, generalVerdict, otherWays, processorTime, type Verdict } from './verdicts.ts';

/** What one program may take of each, in seconds of the processor; what meets a bound is counted, and compared no further. */
const fastLimits = { maxStates: 4000, timeoutSeconds: 1 };
const slowLimits = { maxStates: 3000, timeoutSeconds: 0.7 };
const finiteLimits = { maxStates: 10_000, timeoutSeconds: 1, maxMemoryMb: 2000, keepsGraph: true, now: processorTime };

/** What was compared of one program, and what came of it. */
export class Comparison {
  readonly counts: Record<string, number> = { programs: 1 };
  readonly disagreements: string[] = [];
  /** Entries of programs that run by themselves but have no finite model, and why. */
  readonly refused: { readonly reason: string; readonly entry: string }[] = [];
  readonly #name: string;
  /** Where SPIN may write. */
  readonly #folder: string;

  constructor(name: string, folder: string) {
    this.#name = name;
    this.#folder = folder;
  }

  file(file: string): void {
    for (const model of buildModels({ root: process.cwd(), files: [file] }).models) {
      this.#count('texts read back');
      if (!isDeepStrictEqual(parseModel(printModel(model)), model)) this.#tell('its text read back', ['another model'], ['the same model']);
      for (const entry of model.entries) this.#entry(model, entry);
    }
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  #tell(what: string, found: Verdict, expected: Verdict): void {
    const words = (verdict: Verdict): string => (verdict.length === 0 ? 'nothing' : verdict.join());
    if (found.join() !== expected.join()) this.disagreements.push(`${this.#name} ${what}: ${words(found)} instead of ${words(expected)}`);
  }

  #entry(model: Model, entry: Entry): void {
    this.#count('entries');
    const started = processorTime();
    const general = generalVerdict(model, entry, fastLimits);
    if (general === undefined) this.#count('too large for the fast explorer');
    else if (processorTime() - started > slowLimits.timeoutSeconds * 1000) this.#count('too large for the others');
    else this.#otherWays(model, entry, general);
    this.#finite(model, entry, general);
  }

  #otherWays(model: Model, entry: Entry, general: Verdict): void {
    for (const [way, options] of Object.entries(otherWays)) {
      const other = generalVerdict(model, entry, slowLimits, options);
      this.#count(`fast ${other === undefined ? 'and too large' : 'compared with'} ${way}`);
      if (other !== undefined) this.#tell(`${entry.name}: ${way}`, other, general);
    }
  }

  #finite(model: Model, entry: Entry, general: Verdict | undefined): void {
    const analysis = analyse(model, entry, finiteLimits);
    if (analysis.kind === 'refused') {
      const reason = analysis.reason.replace(/^.* is made again/, 'something is made again');
      this.#count(`no finite model: ${reason}`);
      // of what is called from outside there is none by design
      if (entry.kind !== 'exported' && entry.kind !== 'test') this.refused.push({ reason, entry: `${this.#name} ${entry.name}` });
      return;
    }
    const { model: finite, searched } = analysis;
    if (searched.incomplete !== undefined) {
      this.#count('finite model too large');
      return;
    }
    const verdict = finiteVerdict(finite, searched);
    if (general !== undefined) {
      this.#count('fast compared with the finite model');
      if (!waitAlike(verdict, general)) this.#tell(`${entry.name}: the finite model`, verdict, general);
    }
    const reduced = analyse(model, entry, { ...finiteLimits, reduces: true });
    if (reduced.kind === 'finite' && reduced.searched.incomplete === undefined) {
      this.#count('finite model compared with itself, steps put off');
      this.#tell(`${entry.name}: the finite model, steps put off`, finiteVerdict(reduced.model, reduced.searched), verdict);
    }
    if (hasSpin) this.#spin(model, entry, finite, searched);
  }

  #spin(model: Model, entry: Entry, finite: FiniteModel, searched: Searched): void {
    const found = bySpin(toPromela(model, entry, finite, true).text, this.#folder);
    this.#count(found === undefined ? 'too large for SPIN' : 'finite model compared with SPIN');
    const isMisused = searched.ends.some(({ effect }) => effect.end?.misuse !== undefined);
    if (found !== undefined) this.#tell(`${entry.name}: SPIN`, found, [...(searched.quiescent.length > 0 ? ['blocked'] : []), ...(isMisused ? ['misused'] : [])]);
  }
}

/**
 * Whether tasks wait for promises only in both, and in one of them just for other tasks: which of these are named is a matter of when
 * one looks. The machine lets go of a `catch` that nobody waits for yet with what it waits for; the finite model keeps both until a step drops them.
 */
function waitAlike(one: Verdict, other: Verdict): boolean {
  const isJoin = (text: string): boolean => /^(?:call|promise\.(?!new))/.test(text);
  const waitsOnly = (verdict: Verdict): boolean => verdict.length > 0 && verdict.every((text) => isJoin(text) || text.startsWith('promise.new'));
  return waitsOnly(one) && waitsOnly(other) && (one.every(isJoin) || other.every(isJoin));
}
