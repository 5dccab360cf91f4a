import type { Entry } from '../model/ir/ir.ts';
import type { Exploration } from './explorer.ts';
import { confidences, type Blocked } from './finding.ts';
import type { Endless } from './interpreter/endless.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import { entryOf, identify, placeKey, type Judged } from './judge.ts';
import type { Machine } from './machine.ts';
import { courseTo, replay } from './replay/replay.ts';
import type { Suspicion } from './suspicions.ts';
import { readableTrace } from './trace.ts';
import { nameTasks } from './words.ts';

/** The finding on a loop without an await that is never left: nothing else ever runs again. */
export function endlessFinding(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration, endless: Endless, suspicion: Suspicion): Judged {
  const end = replay(m, interpreter, entry.procedure, courseTo(exploration, suspicion));
  const { name, hidden } = m.model.procedures[endless.procedure];
  const location = m.model.sites[endless.site];
  const blocked: Blocked[] = [{ task: hidden ? 'main' : name, operation: 'goes round without an await', resource: '', location }];
  return {
    finding: {
      id: identify(m, 'livelock', blocked),
      kind: 'livelock',
      confidence: confidences[suspicion.level],
      message: `Livelock: ${blocked[0].task} goes round at line ${String(location.line)} for ever and awaits nothing. Nothing else can run meanwhile, no task, timer or answer from outside, so what it looks for cannot come.`,
      location,
      entry: entryOf(m, entry),
      blocked,
      waiting: [],
      trace: readableTrace(m, end, new Set(), new Set(end.tasks.filter((task) => !task.hidden)), nameTasks(m.model, end.tasks)),
      waitFor: [],
      coffman: null,
      suggestion: 'Await what it looks for (the lock, a receive, a promise), or await a timer in each round so that others can run.',
    },
    causes: [`endless ${placeKey(location)}`],
  };
}
