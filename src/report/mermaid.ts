import type { Finding, Step } from '../checker/finding.ts';

/** The interleaving as a Mermaid sequence diagram, which GitHub and GitLab draw: a participant for each task, an arrow for each communication. */
export function mermaid({ trace, blocked, waitFor }: Finding): string {
  const tasks = [...new Set([...trace, ...blocked, ...waitFor].map(({ task }) => task))];
  const id = (task: string): string => `t${tasks.indexOf(task)}`;
  const circular = waitFor.filter(edge => edge.circular && edge.task !== edge.other);
  return [
    'sequenceDiagram',
    ...tasks.map(task => `  participant ${id(task)} as ${text(task)}`),
    ...trace.flatMap((step, index) => message(step, index, trace, id)),
    ...blocked.map(({ task, operation, resource }) => `  Note over ${id(task)}: ❌ ${text(`${operation}${resource === '' ? '' : ` on ${resource}`}`)}`),
    ...circular.filter(edge => tasks.includes(edge.other)).map(edge => `  ${id(edge.task)}-x${id(edge.other)}: waits for ${text(edge.resource)}`),
  ].join('\n');
}

function message(step: Step, index: number, trace: readonly Step[], id: (task: string) => string): string[] {
  const said = text(`${index + 1}. ${step.action}`);
  const others = step.answers.map(answer => trace[answer]?.task).filter(task => task !== undefined && task !== step.task);
  if (others.length === 0) return [`  Note over ${id(step.task)}: ${said}`];
  return [...new Set(others)].map(other => (step.effect === 'receives' ? `  ${id(other ?? '')}->>${id(step.task)}: ${said}` : `  ${id(step.task)}->>${id(other ?? '')}: ${said}`));
}

/** Mermaid ends a statement at `;`, begins a character reference at `#`, and takes the word `end` for its own. */
function text(words: string): string {
  return words.replace(/[#;<>\n`]/g, character => `#${character.charCodeAt(0)};`).replace(/\bend\b/gi, word => `#${word.charCodeAt(0)};${word.slice(1)}`);
}
