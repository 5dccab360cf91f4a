import type { Step } from '../checker/finding.ts';
import type { Paint } from './paint.ts';
import { place } from './place.ts';
import { keepEnd, longest, wrap } from './text.ts';

const widestTask = 32;
/** Below this the place moves to a line of its own, so that the sentences stay readable. */
const narrowestAction = 24;

/**
 * The schedule as a numbered table: step, task, what it does, where. A task's name stands at the first of its consecutive
 * steps, so that the eye sees where the schedule switches.
 */
export function steps(trace: readonly Step[], width: number, paint: Paint): string[] {
  const numbers = String(trace.length).length;
  const tasks = Math.min(widestTask, longest(trace.map(step => step.task)));
  const places = longest(trace.map(step => place(step.location)));
  const lead = numbers + 2 + tasks + 2;
  const beside = width - lead - 2 - places;
  const aside = beside >= narrowestAction;
  const actions = aside ? Math.min(beside, longest(trace.map(step => step.action))) : width - lead;
  return trace.flatMap((step, index) => {
    const name = trace[index - 1]?.task === step.task ? '' : keepEnd(step.task, tasks);
    const head = `${String(index + 1).padStart(numbers)}. ${paint('cyan', name.padEnd(tasks))}  `;
    const at = paint('dim', place(step.location));
    const [first = '', ...rest] = wrap(step.action, actions);
    const under = rest.map(line => ' '.repeat(lead) + line);
    return aside
      ? [`${head}${first.padEnd(actions)}  ${at}`, ...under]
      : [head + first, ...under, ' '.repeat(lead) + at];
  });
}
