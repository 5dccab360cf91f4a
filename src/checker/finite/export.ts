import type { Entry, Model } from '../../model/ir/ir.ts';
import type { Location } from '../../model/location.ts';
import type { Finding } from '../finding.ts';
import { analyse } from './analyse.ts';
import type { FiniteModel } from './finite-model.ts';
import { toPromela, type Promela } from './promela.ts';
import { retell } from './retell.ts';
import type { SearchOptions } from './search.ts';

/** An entry for a model checker of its own, or why it has no finite model. */
export type Export =
  | { readonly kind: 'promela'; readonly promela: PromelaExport }
  | { readonly kind: 'refused'; readonly reason: string; readonly location: Location };

/** What a trail comes to: findings, or steps that were not known and are now, so that the model has to be written anew. */
type Followed =
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | { readonly kind: 'learned' };

export function exportEntry(model: Model, entry: Entry, options: SearchOptions): Export {
  const analysis = analyse(model, entry, options);
  if (analysis.kind === 'refused') return { kind: 'refused', reason: analysis.reason, location: model.sites[analysis.site] };
  return { kind: 'promela', promela: new PromelaExport(model, entry, analysis.model, analysis.searched.incomplete === undefined) };
}

export class PromelaExport {
  readonly #model: Model;
  readonly #entry: Entry;
  readonly #finite: FiniteModel;
  readonly #isWhole: boolean;
  #written: Promela | undefined;

  constructor(model: Model, entry: Entry, finite: FiniteModel, isWhole: boolean) {
    this.#model = model;
    this.#entry = entry;
    this.#finite = finite;
    this.#isWhole = isWhole;
  }

  get text(): string {
    this.#written ??= toPromela(this.#model, this.#entry, this.#finite, this.#isWhole);
    return this.#written.text;
  }

  /** Goes the way of a trail, given as the lines of the text, one for each step. */
  follow(lines: readonly number[]): Followed {
    const states = [this.#finite.first];
    for (const line of lines) {
      const step = this.#written?.steps.get(line);
      const state = states[states.length - 1];
      // the process that watches steps last, and changes nothing
      if (step === undefined) break;
      if (step.effect === undefined) {
        this.#finite.effects(state, step.region);
        this.#written = undefined;
        return { kind: 'learned' };
      }
      if (step.effect.end !== undefined) return { kind: 'findings', findings: retell(this.#finite, this.#entry, { states, misuse: step.effect.end.misuse?.site }) };
      states.push(this.#finite.apply(state, step.effect));
    }
    return { kind: 'findings', findings: retell(this.#finite, this.#entry, { states, misuse: undefined }) };
  }
}
