import type { Bounds } from '../../src/checker/bounds.ts';
import { slicingOf, type CheckOptions } from '../../src/checker/question.ts';
import { explore } from '../../src/checker/explorer.ts';
import type { FiniteModel } from '../../src/checker/finite/finite-model.ts';
import type { Searched } from '../../src/checker/finite/search.ts';
import { verdictOf } from '../../src/checker/finite/verdict.ts';
import { exploreNaively } from '../../src/checker/naive.ts';
import { newMachine } from '../../src/checker/new-machine.ts';
import { allBut, reductionNames } from '../../src/checker/reductions.ts';
import type { BlockedSite } from '../../src/checker/steps.ts';
import { findStuck } from '../../src/checker/stuck.ts';
import type { Entry, Model } from '../../src/model/ir/ir.ts';

/** What can be blocked or misused in an entry, by place and operation: the same whoever explores it. */
export type Verdict = readonly string[];

/** How the machine explores: with all reductions unless it is said which to do without, or naively. */
export type Way = Pick<CheckOptions, 'isNaive' | 'without'>;

/** Each reduction turned off by itself, all of them, and the reference. */
export const otherWays: Readonly<Record<string, Way>> = {
  ...Object.fromEntries(reductionNames.map((name) => [`without ${name}`, { without: [name] }])),
  'without any': { without: reductionNames },
  naively: { isNaive: true },
};

/** Limits of processor time are met at the same place however busy the machine is. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Limits {
  readonly maxStates: number;
  /** Of the processor. */
  readonly timeoutSeconds: number;
}

const exact: Bounds = { integer: 1 << 20, items: 256, step: 40_000, ways: 256 };

/** By the machine itself; undefined where it does not come to an end. */
export function generalVerdict(model: Model, entry: Entry, limits: Limits, way: Way = {}, bounds = exact): Verdict | undefined {
  const slicing = slicingOf(way);
  const explorer = way.isNaive === true ? exploreNaively : explore;
  const budget = { ...limits, maxMemoryMb: 2000, deadline: processorTime() + limits.timeoutSeconds * 1000 };
  for (;;) {
    slicing.begin();
    const { machine, interpreter } = newMachine(model, bounds, slicing);
    const options = { budget, schedule: 'any', reductions: allBut(way.without ?? []), now: processorTime } as const;
    const met = explorer(machine, interpreter, () => { interpreter.start(entry.procedure); }, options);
    const suspicions = met.incomplete === undefined ? findStuck(machine, interpreter, met, explorer, options) : [];
    if (slicing.mustRestart) continue;
    if (met.incomplete !== undefined) return undefined;
    return verdict(machine.operationNames, suspicions.filter(({ kind }) => kind !== 'kept').flatMap(({ blocked }) => blocked), suspicions.flatMap(({ misuse }) => misuse?.site ?? []));
  }
}

/** By the finite model, searched with its graph. */
export function finiteVerdict(model: FiniteModel, searched: Searched): Verdict {
  const { blocked, misuses } = verdictOf(model, searched);
  return verdict(model.steps.machine.operationNames, [...blocked.values()], [...misuses.keys()]);
}

/** Tasks that wait for other tasks only are left out beside operations that are blocked: which of them wait is a matter of when one looks. */
function verdict(operationNames: readonly string[], blocked: readonly BlockedSite[], misuses: readonly number[]): Verdict {
  const named = blocked.map(({ site, operation }) => ({ name: operationNames[operation], text: `${operationNames[operation]} at ${String(site)}` }));
  const operations = named.filter(({ name }) => name === 'promise.new' || !/^(call|promise)/.test(name));
  return [...new Set([...(operations.length > 0 ? operations : named).map(({ text }) => text), ...misuses.map((site) => `misuse at ${String(site)}`)])].sort();
}
