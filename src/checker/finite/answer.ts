import type { Entry, Model } from '../../model/ir/ir.ts';
import type { Finding } from '../finding.ts';
import { analyse } from './analyse.ts';
import type { FiniteModel } from './finite-model.ts';
import { retell } from './retell.ts';
import type { Searched, SearchOptions } from './search.ts';
import { verdictOf } from './verdict.ts';

/** What an entry's finite model shows of it, where it has one whose states can all be seen. */
interface FiniteAnswer {
  readonly findings: readonly Finding[];
  readonly searched: Searched;
}

/** Undefined where the finite model does not tell: there is none, it is too large, or a task is stuck beside others that go on, which is not retold. */
export function answerByFiniteModel(model: Model, entry: Entry, options: Omit<SearchOptions, 'mustStop' | 'keepsGraph'>): FiniteAnswer | undefined {
  const analysis = analyseWithin(model, entry, options);
  if (analysis.kind === 'refused' || analysis.searched.incomplete !== undefined) return undefined;
  const { model: finite, searched } = analysis;
  const { blocked, misuses } = verdictOf(finite, searched);
  const ends = [...misuses.values()].map(({ state, site }) => ({ state, misuse: site }));
  const quiescent = searched.quiescent.slice(0, 1).map((state) => ({ state, misuse: undefined }));
  const { operationNames } = finite.steps.machine;
  // a task that waits for tasks that go on for ever is not stuck by itself
  const isStuck = [...blocked.values()].some(({ operation }) => operationNames[operation] === 'promise.new' || !/^(call|promise)/.test(operationNames[operation]));
  if (isStuck && quiescent.length === 0) return undefined;
  return { searched, findings: [...quiescent, ...ends].flatMap(({ state, misuse }) => retold(finite, entry, searched, state, misuse)) };
}

/** All states; where they are too many, those that are left when one after the other is taken of what has nothing to do with one another. */
function analyseWithin(model: Model, entry: Entry, options: Omit<SearchOptions, 'mustStop' | 'keepsGraph'>): ReturnType<typeof analyse> {
  const within = (share: number): typeof options & { readonly keepsGraph: true } => ({ ...options, keepsGraph: true, timeoutSeconds: options.timeoutSeconds * share });
  const whole = analyse(model, entry, within(2 / 3));
  return whole.kind === 'finite' && whole.searched.incomplete !== undefined ? analyse(model, entry, { ...within(1 / 3), reduces: true }) : whole;
}

function retold(finite: FiniteModel, entry: Entry, searched: Searched, state: number, misuse: number | undefined): Finding[] {
  return retell(finite, entry, { states: searched.pathTo(state).map((at) => searched.stateAt(at)), misuse });
}
