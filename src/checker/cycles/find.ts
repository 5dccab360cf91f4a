import type { Entry } from '../../model/ir/ir.ts';
import { deadlineOf, type Budget } from '../budget.ts';
import type { Finding } from '../finding.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Machine } from '../machine.ts';
import { graphOf, type Arc } from '../naive.ts';
import { dueJobs, passTime, type Due } from './clock.ts';
import { endComponents, type Choice } from './components.ts';
import { cycleFinding } from './cycle-finding.ts';
import { standstillIn, type Known } from './progress.ts';

const mostComponents = 8;

/** Livelocks and starvation: what can go on for ever without progress where the program runs by the clock. */
export function findCycles(m: Machine, interpreter: Interpreter, entry: Entry, surelyEnded: ReadonlySet<number>, budget: Budget, now: () => number): Finding[] {
  const deadline = deadlineOf(budget, now());
  const known: Known = { surelyEnded, procedure: entry.procedure };
  const graph = graphOf(m, interpreter, () => { interpreter.start(entry.procedure); }, { events: dueJobs, before: passTime }, budget, now);
  const findings = new Map<string, Finding>();
  for (const component of endComponents(graph.arcs.map(choicesOf)).slice(0, mostComponents)) {
    if (now() > deadline || m.slicing.mustRestart) break;
    const standstill = standstillIn(m, interpreter, graph, component, known, budget, now);
    const finding = standstill === undefined ? undefined : cycleFinding(m, entry, standstill);
    if (finding !== undefined && !findings.has(finding.id)) findings.set(finding.id, finding);
  }
  return [...findings.values()];
}

/** The jobs that a state can go on with, each with where its ways lead. A state that was not explored is left by none. */
function choicesOf(arcs: readonly Arc[] | undefined): Choice[] {
  const choices = new Map<unknown, { readonly to: number[]; readonly isFree: boolean }>();
  for (const { event, to } of arcs ?? []) {
    const choice = choices.get(event) ?? { to: [], isFree: (event as Due).isByChance };
    choice.to.push(to);
    choices.set(event, choice);
  }
  return [...choices.values()];
}
