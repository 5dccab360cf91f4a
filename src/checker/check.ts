import type { Entry, Model } from '../model/ir/ir.ts';
import type { Diagnostic } from '../model/location.ts';
import { explore, type Budget, type Exploration, type ExploreOptions } from './explorer.ts';
import type { EntryResult, Finding } from './finding.ts';
import { judge } from './judge.ts';
import { Interpreter } from './interpreter/interpreter.ts';
import { findStuck } from './stuck.ts';
import { walk } from './walk.ts';
import { Machine, type Bounds, type Slicing } from './machine.ts';
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

/**
 * Values are kept exactly at first. Where that meets a bound (a counter in an endless loop makes every turn a new
 * state), the entry is explored again with large numbers and long lists unknown.
 */
const exact: Bounds = { integer: 1 << 20, items: 256, step: 40_000, ways: 256 };
const coarse: Bounds = { integer: 12, items: 6, step: 40_000, ways: 256 };
/** A client calls any number of times, so what its calls pile up is bounded early. */
const narrow: Bounds = { integer: 4, items: 3, step: 4_000, ways: 64 };
/** Where that does not fit, each caller calls once: most bugs need no more (Jackson, Software Abstractions, on the small scope hypothesis). */
const once: Bounds = { ...narrow, calls: 1 };
const openInstructions = 1_000_000;

/** Explores each entry of a model and judges what was met. */
export function checkModel(model: Model, options: CheckOptions): CheckResult {
  const findings: Finding[] = [];
  const entries: EntryResult[] = [];
  for (const entry of model.entries) {
    const started = performance.now();
    const { exploration, findings: found } = answer(model, entry, options);
    findings.push(...found);
    entries.push(resultOf(model, entry, exploration, found.length, performance.now() - started));
  }
  return { findings, entries, diagnostics: [] };
}

interface Answer {
  readonly exploration: Exploration;
  readonly findings: readonly Finding[];
}

/**
 * Up to three ways within one budget, until one answers: exact values; random walks, which go deeper than a search that
 * does not fit; coarse values, which alone can still show that there is nothing to find.
 */
function answer(model: Model, entry: Entry, options: CheckOptions): Answer {
  if (entry.kind === 'exported') {
    const budget = { ...options, maxStates: Math.min(options.maxStates, 20_000), instructions: openInstructions };
    const whole = attempt(model, entry, options, budget, narrow);
    if (whole.exploration.incomplete === undefined || whole.findings.length > 0) return whole;
    const short = attempt(model, entry, options, budget, once);
    return short.findings.length > 0 ? short : { ...whole, findings: short.findings };
  }
  const first = attempt(model, entry, options, { ...options, maxStates: Math.min(options.maxStates, 40_000), share: 0.4 }, exact);
  if (first.exploration.incomplete === undefined || first.findings.length > 0) return first;
  const probed = probe(model, entry, options, { ...options, share: 0.2 });
  if (probed.length > 0) return { exploration: first.exploration, findings: probed };
  return attempt(model, entry, options, { ...options, share: 0.4 }, coarse);
}

function attempt(model: Model, entry: Entry, options: CheckOptions, budget: Budget, bounds: Bounds): { readonly exploration: Exploration; readonly findings: Finding[] } {
  const slicing: Slicing = { read: new Set(), leftOut: new Set(), names: new Set(), restart: false };
  for (;;) {
    slicing.leftOut.clear();
    slicing.restart = false;
    const { machine, interpreter } = newMachine(model, bounds, slicing);
    const exploring: ExploreOptions = { budget, schedule: options.schedule, reduce: options.reduce ?? true, now: () => performance.now() };
    const met = explore(machine, interpreter, () => { interpreter.start(entry.procedure); }, exploring);
    const exploration = { ...met, suspicions: findStuck(machine, interpreter, met, exploring) };
    if (!slicing.restart) return { exploration, findings: judge(machine, interpreter, entry, exploration, options.schedule) };
  }
}

const walks = 400;

/** Where the states do not fit the budget, random walks look for what the search did not reach. */
function probe(model: Model, entry: Entry, options: CheckOptions, budget: Budget): readonly Finding[] {
  const slicing: Slicing = { read: new Set(), leftOut: new Set(), names: new Set(), restart: false };
  for (;;) {
    slicing.leftOut.clear();
    slicing.restart = false;
    const { machine, interpreter } = newMachine(model, exact, slicing);
    const found = walk(machine, interpreter, entry.procedure, { budget, schedule: options.schedule, reduce: false, now: () => performance.now() }, walks);
    if (!slicing.restart) return judge(machine, interpreter, entry, found, options.schedule);
  }
}

export function newMachine(model: Model, bounds: Bounds, slicing: Slicing): { readonly machine: Machine; readonly interpreter: Interpreter } {
  const machine = new Machine(model, primitives, bounds, slicing);
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
    reason: exploration.incomplete === undefined ? null : findings > 0 ? `stopped at ${String(exploration.states)} states, with findings` : exploration.incomplete,
    states: exploration.states,
    transitions: exploration.transitions,
    depth: exploration.depth,
    elapsedMs: Math.round(elapsed),
  };
}
