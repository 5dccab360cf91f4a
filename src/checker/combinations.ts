import type { WithPromises } from './machine/promises.ts';
import { combination, container, integer, kind, payload, promise, promiseState, reactionKind, reference, UNDEFINED } from './values.ts';

/** What is waited for in a `Promise.race` of nothing. */
export const emptyRace = 'a race of an empty list';

function isRejected(m: WithPromises, value: number): boolean {
  return m.memory.kindOf(value) === kind.promise && m.memory.words[payload(value) + promise.state] === integer(promiseState.rejected);
}

/** The members of a combination. What is not known of them is done when `outside` is, a promise: in a race it is one of the runners. */
function membersOf(m: WithPromises, items: number, outside: number, isRace: boolean): number[] {
  const listed = m.memory.kindOf(items) === kind.array ? m.memory.items(payload(items), container.items) : [];
  const first = listed.findIndex((member) => m.isUnknown(m.resolve(member)));
  if (first < 0 || outside === UNDEFINED) return listed;
  return listed.map((member, i) => (i === first ? outside : member)).filter((member) => !isRace || !m.isUnknown(m.resolve(member)));
}

/** A promise for several others. */
export function combine(m: WithPromises, mode: number, items: number, outside: number, site: number): number {
  const { memory } = m;
  const members = membersOf(m, items, outside, m.text(mode) === 'race' || m.text(mode) === 'any');
  const target = m.newPromise(m.operationIndex(`promise.${m.text(mode) ?? 'all'}`), site, UNDEFINED);
  const cell = memory.allocate(kind.combination, 5);
  // where nobody reads the results, which of its members settled as which is all the same
  const hasResults = m.text(mode) === 'any' || m.slicing.keeps(site);
  // of several that have failed already, the first in the list tells why; so it is in a race of those that have settled
  const isInOrder = hasResults || m.text(mode)?.startsWith('all') !== true || members.filter((member) => isRejected(m, member)).length > 1;
  if (memory.kindOf(items) === kind.array) m.reads(payload(items), isInOrder);
  memory.words[cell + combination.origin] = integer(site);
  memory.words[cell + combination.promise] = reference(target);
  memory.words[cell + combination.left] = integer(members.length);
  memory.words[cell + combination.mode] = mode;
  if (members.length > 0 && hasResults) {
    const results = memory.vector(members.map(() => UNDEFINED));
    memory.words[cell + combination.results] = results;
  }
  if (members.length === 0 && m.text(mode)?.startsWith('all') === true) m.resolvePromise(target, m.newArray([], site));
  else if (members.length === 0 && m.text(mode) === 'any') m.settle(target, 2, m.error('All promises were rejected', 'AggregateError'));
  const sources = members.map((member) => {
    const value = m.resolve(member);
    return memory.kindOf(value) === kind.promise ? payload(value) : payload(m.settled(value));
  });
  if (m.text(mode)?.startsWith('all') === true) m.observer?.follows(target, sources);
  else if (members.length === 0) memory.words[target + promise.resource] = m.literal(emptyRace);
  // who waits for the first of several waits for what one of them stands for
  else memory.words[target + promise.resource] = sources.map((source) => memory.words[source + promise.resource]).find((what) => m.text(what) !== undefined) ?? UNDEFINED;
  sources.forEach((source, index) => {
    m.react(source, reactionKind.combine, reference(cell), integer(hasResults ? index : 0));
  });
  return reference(target);
}

/** One of the promises of a combination has settled. */
export function advance(m: WithPromises, cell: number, index: number, state: number, value: number): void {
  const { memory } = m;
  const target = payload(memory.words[cell + combination.promise]);
  const mode = m.text(memory.words[cell + combination.mode]);
  const fulfilled = state === promiseState.fulfilled;
  if (mode === 'race' || (mode === 'all' && !fulfilled) || (mode === 'any' && fulfilled)) {
    m.settle(target, state, value);
    return;
  }
  if (memory.words[cell + combination.results] !== UNDEFINED) {
    const result = mode === 'allSettled' ? outcome(m, fulfilled, value) : value;
    memory.setItem(cell, combination.results, index, result);
  }
  const left = payload(memory.words[cell + combination.left]) - 1;
  memory.words[cell + combination.left] = integer(left);
  if (left > 0 || !m.isPending(target)) return;
  const results = memory.items(cell, combination.results);
  if (mode === 'any') {
    const error = m.error('All promises were rejected', 'AggregateError');
    m.setOwn(payload(error), m.literal('errors'), m.newArray(results));
    m.settle(target, promiseState.rejected, error);
  } else m.settle(target, promiseState.fulfilled, m.newArray(results, payload(memory.words[cell + combination.origin])));
}

/** An entry of what `Promise.allSettled` gives. */
function outcome(m: WithPromises, fulfilled: boolean, value: number): number {
  const entry = m.newObject(UNDEFINED);
  m.setOwn(entry, m.literal('status'), m.literal(fulfilled ? 'fulfilled' : 'rejected'));
  m.setOwn(entry, m.literal(fulfilled ? 'value' : 'reason'), value);
  return reference(entry);
}
