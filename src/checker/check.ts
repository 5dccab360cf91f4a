import type { Entry, Model } from '../model/ir/ir.ts';
import type { Diagnostic } from '../model/location.ts';
import { answerTo } from './answer.ts';
import type { EntryResult, Finding } from './finding.ts';
import { newQuestion, type CheckOptions, type Extent } from './question.ts';

export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly entries: readonly EntryResult[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Explores each entry of a model and judges what was met. */
export function checkModel(model: Model, options: CheckOptions): CheckResult {
  const results = model.entries.map((entry) => checkEntry(model, entry, options));
  return { findings: results.flatMap(({ findings }) => findings), entries: results.flatMap(({ entries }) => entries), diagnostics: [] };
}

export function checkEntry(model: Model, entry: Entry, options: CheckOptions): CheckResult {
  const started = performance.now();
  const { exploration, findings: blockages, races } = answerTo(newQuestion(model, entry, options));
  const findings = [...blockages, ...races];
  return { findings, entries: [resultOf(model, entry, exploration, findings.length, performance.now() - started)], diagnostics: [] };
}

function resultOf(model: Model, entry: Entry, exploration: Extent, findings: number, elapsed: number): EntryResult {
  const site = model.sites[entry.site];
  return {
    name: entry.name,
    file: site.file,
    line: site.line,
    verdict: findings > 0 ? 'findings' : exploration.incomplete === undefined ? 'clean' : 'incomplete',
    reason: exploration.incomplete === undefined ? null : findings > 0 ? `stopped at ${String(exploration.states)} states, with findings` : exploration.incomplete,
    states: exploration.states,
    transitions: exploration.transitions,
    depth: exploration.depth,
    elapsedMs: Math.round(elapsed),
  };
}
