import type { Entry, Model } from '../model/ir/ir.ts';
import type { Diagnostic } from '../model/location.ts';
import { explore, type Exploration } from './explorer.ts';
import type { EntryResult, Finding } from './finding.ts';
import { judge } from './judge.ts';
import { Interpreter } from './interpreter.ts';
import { Machine } from './machine.ts';
import { connect, primitives } from './primitives/index.ts';

export interface CheckOptions {
  readonly maxStates: number;
  /** For each entry. */
  readonly timeoutSeconds: number;
  readonly maxMemoryMb: number;
  readonly schedule: 'any' | 'fifo';
  /** Explore fewer interleavings where the others cannot differ; true unless said otherwise. */
  readonly reduce?: boolean;
}

export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly entries: readonly EntryResult[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Explores each entry of a model and judges what was met. */
export function checkModel(model: Model, options: CheckOptions): CheckResult {
  const findings: Finding[] = [];
  const entries: EntryResult[] = [];
  for (const entry of model.entries) {
    const started = performance.now();
    const { machine, interpreter } = newMachine(model);
    const exploration = explore(machine, interpreter, entry.procedure, {
      budget: options, schedule: options.schedule, reduce: options.reduce ?? true, now: () => performance.now(),
    });
    const found = judge(machine, interpreter, entry, exploration, options.schedule);
    findings.push(...found);
    entries.push(resultOf(model, entry, exploration, found.length, performance.now() - started));
  }
  return { findings, entries, diagnostics: [] };
}

export function newMachine(model: Model): { readonly machine: Machine; readonly interpreter: Interpreter } {
  const machine = new Machine(model, primitives);
  connect(machine);
  return { machine, interpreter: new Interpreter(machine) };
}

function resultOf(model: Model, entry: Entry, exploration: Exploration, findings: number, elapsed: number): EntryResult {
  const site = model.sites[entry.site];
  return {
    name: entry.name,
    file: site.file,
    line: site.line,
    verdict: findings > 0 ? 'findings' : exploration.incomplete === undefined ? 'clean' : 'incomplete',
    reason: exploration.incomplete ?? null,
    states: exploration.states,
    transitions: exploration.transitions,
    depth: exploration.depth,
    elapsedMs: Math.round(elapsed),
  };
}
