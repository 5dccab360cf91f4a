import type { Entry, Model } from '../../model/ir/ir.ts';
import { watchesQuiet } from '../quiet.ts';
import { Slicing } from '../slicing.ts';
import { FiniteModel } from './finite-model.ts';
import { searchReduced } from './reduced.ts';
import { search, type Searched, type SearchOptions } from './search.ts';
import { NotFinite } from './space.ts';

/** The finite model of an entry with all that can happen in it, or why it has none. */
type Analysis =
  | { readonly kind: 'finite'; readonly model: FiniteModel; readonly searched: Searched }
  | { readonly kind: 'refused'; readonly reason: string; readonly site: number };

export function analyse(model: Model, entry: Entry, options: Omit<SearchOptions, 'mustStop'>): Analysis {
  if (entry.kind === 'exported' || entry.kind === 'test') {
    return { kind: 'refused', reason: entry.kind === 'test' ? 'it is a test, of which others share what they set up' : 'code outside of the program calls it, any number of times', site: entry.site };
  }
  if (watchesQuiet(model)) return { kind: 'refused', reason: 'what it does depends on whether anything else can run', site: entry.site };
  const slicing = new Slicing();
  for (;;) {
    slicing.begin();
    try {
      const finite = new FiniteModel(model, entry, slicing);
      const searched = (options.reduces === true ? searchReduced : search)(finite, { ...options, mustStop: () => slicing.mustRestart });
      if (!slicing.mustRestart) return { kind: 'finite', model: finite, searched };
    } catch (error) {
      if (!(error instanceof NotFinite)) throw error;
      // a step that found something to be read that was left out went otherwise than those before
      if (!slicing.mustRestart) return { kind: 'refused', reason: error.message, site: error.site === 0 ? entry.site : error.site };
    }
  }
}
