import type { Finding, Step } from '../checker/finding.ts';
import { frame } from './frame.ts';
import { painter, type Paint } from './paint.ts';
import { place } from './place.ts';
import type { Context } from './report.ts';
import { capitalise, indent, wrap } from './text.ts';

/** One finding at length: each step with its source, and what is held when it has been made. */
export function story(finding: Finding, context: Context): string {
  const paint = painter(context.colour);
  const { id, kind, confidence, message, entry, trace, round, blocked, suggestion } = finding;
  const blocks = [
    [paint('bold', `${capitalise(confidence)} ${kind}: ${id}`), `in ${entry.name} (${entry.file}:${entry.line})`],
    wrap(message, context.width),
    ...trace.map((step, index) => [...(index === round ? [paint('bold', 'From here on the steps repeat for ever')] : []), ...told(step, index, trace, context, paint)]),
    [
      paint('bold', 'Then, for ever'),
      ...blocked.flatMap(one => [`  ${one.task}: ${one.operation}${one.resource === '' ? '' : ` on ${one.resource}`}  ${paint('dim', place(one.location))}`]),
    ],
    [paint('bold', 'What would fix it'), ...indent(wrap(suggestion, context.width - 2), 2)],
    [paint('dim', `What a ${kind} is: coffman explain ${kind}`)],
  ];
  return `${blocks.map(block => block.join('\n')).join('\n\n')}\n`;
}

function told(step: Step, index: number, trace: readonly Step[], context: Context, paint: Paint): string[] {
  const held = heldAfter(trace.slice(0, index + 1));
  return [
    `${String(index + 1)}. ${paint('cyan', step.task)} ${step.action}  ${paint('dim', place(step.location))}`,
    ...indent(frame(step.location, context), 3),
    ...answers(step, trace),
    ...(held.length === 0 ? [] : indent(wrap(`held now: ${held.join('; ')}`, context.width - 3), 3)),
  ];
}

function answers({ answers: earlier }: Step, trace: readonly Step[]): string[] {
  return earlier.flatMap(index => {
    const other = trace[index];
    return other === undefined ? [] : [`   answers step ${String(index + 1)}: ${other.task} ${other.action}`];
  });
}

/** What has been taken and not given back. */
function heldAfter(trace: readonly Step[]): string[] {
  const held: string[] = [];
  for (const { task, effect, waits, resource } of trace) {
    if (resource === '' || waits) continue;
    const what = `${resource} by ${task}`;
    if (effect === 'takes') held.push(what);
    const given = held.findIndex(one => one === what || one.startsWith(`${resource} by `));
    if (effect === 'gives' && given >= 0) held.splice(held.includes(what) ? held.indexOf(what) : given, 1);
  }
  return held;
}
