import type { Machine } from './machine.ts';
import { container, HOLE, payload, tag } from './values.ts';

/** What a value that is not known was asked before: the same question gets the same answer. */

/** More values than these that one value is known not to be are not remembered. */
const mostOthers = 8;

/** The answer to a question about a value; where that is not known, the one that was given before. */
export function askedOf(m: Machine, subject: number, question: string, answer: () => number): number {
  subject = m.resolve(subject);
  if (!m.hasAnswers(subject)) return answer();
  const key = m.literal(`${asked}${question}`);
  const known = m.getOwn(payload(subject), key);
  if (known !== HOLE) return m.resolve(known);
  const given = answer();
  m.setOwn(payload(subject), key, given);
  return given;
}

const asked = '@@asked ';

/** Whether a property is a question that was asked of its object. */
export function isQuestion(name: string): boolean {
  return name.startsWith(asked);
}

/** Notes that a value that is not known was found not to be a text, a number or the like. Of two values that are not known that would be one more thing for all states to tell. */
export function differ(m: Machine, open: number, other: number): void {
  if (!m.hasAnswers(open) || (other & 7) === tag.reference) return;
  const others = othersOf(m, open);
  if (others.length < mostOthers && !others.includes(other)) m.setOwn(payload(open), m.literal('@@not'), m.newArray([...others, other]));
}

/** Whether two values, of which one at least is not known, were found to be different. */
export function areKnownToDiffer(m: Machine, a: number, b: number): boolean {
  return othersOf(m, a).includes(b) || othersOf(m, b).includes(a);
}

function othersOf(m: Machine, value: number): readonly number[] {
  if (value === HOLE || !m.isUnknown(value)) return [];
  const others = m.getOwn(payload(value), m.literal('@@not'));
  return others === HOLE ? [] : m.memory.items(payload(others), container.items);
}
