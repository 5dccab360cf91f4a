import { iteratorNext, openIterator } from '../builtins.ts';
import { boolean, firstPrimitiveKind, generator, HOLE, kind, object, payload, TRUE, UNDEFINED } from '../values.ts';
import { invokeMember } from './calls.ts';
import type { Interpreter } from './interpreter.ts';
import { libraryMember, runOperation } from './operations.ts';
import { findMember } from './properties.ts';
import { invokeGenerator } from './waiting.ts';

/** Iterating over whatever can be iterated. */

export function iterateOver(it: Interpreter, cell: number, to: number, source: number, isAsync: boolean, site: number): void {
  const { m } = it;
  const memory = it.memory;
  const sourceKind = memory.kindOf(source);
  const isPlain = sourceKind === kind.array || sourceKind === kind.map || sourceKind === kind.set || sourceKind === kind.iterator || (sourceKind === kind.generator && memory.words[payload(source) + generator.async] !== TRUE);
  if (isAsync && isPlain) {
    it.enter(m.model.derived['iterate.async'], UNDEFINED, UNDEFINED, [source], cell, to, site);
    return;
  }
  if (sourceKind >= firstPrimitiveKind) {
    const iterator = libraryMember(it, source, m.literal(isAsync ? '@@asyncIterator' : '@@iterator'));
    if (iterator === undefined) it.store(cell, to, source);
    else runOperation(it, iterator, source, [], cell, to, site);
    return;
  }
  if (sourceKind === kind.generator || sourceKind === kind.iterator) {
    it.store(cell, to, source);
    return;
  }
  if (sourceKind === kind.object) {
    const inner = memory.words[payload(source) + object.primitive];
    for (const name of isAsync ? ['@@asyncIterator', '@@iterator'] : ['@@iterator']) {
      const key = m.literal(name);
      if (m.getOwn(payload(source), key) !== HOLE || findMember(it, memory.words[payload(source) + object.prototype], key, 'method', false) !== undefined) {
        invokeMember(it, source, key, [], cell, to, site);
        return;
      }
    }
    if (inner !== UNDEFINED) {
      iterateOver(it, cell, to, inner, isAsync, site);
      return;
    }
  }
  it.finish(cell, to, openIterator(m, source));
}

export function nextItem(it: Interpreter, cell: number, to: number, source: number, site: number): void {
  const { m } = it;
  const memory = it.memory;
  const sourceKind = memory.kindOf(source);
  if (sourceKind === kind.generator) {
    invokeGenerator(it, payload(source), 'next', UNDEFINED, cell, to, site);
    return;
  }
  if (sourceKind === kind.iterator) {
    m.touch(payload(memory.words[payload(source) + 2]));
    const result = iteratorNext(m, payload(source));
    it.store(cell, to, result);
    return;
  }
  if (sourceKind >= firstPrimitiveKind) {
    const library = payload(memory.words[payload(source) + 1]);
    const resolved = library < 0 ? undefined : it.members.libraryIterate[library];
    if (resolved === undefined) it.store(cell, to, m.resultObject(UNDEFINED, TRUE));
    else runOperation(it, resolved, source, [], cell, to, site);
    return;
  }
  if (sourceKind === kind.object) {
    invokeMember(it, source, m.literal('next'), [], cell, to, site);
    return;
  }
  const done = m.choose(2, 1) === 0;
  it.store(cell, to, m.resultObject(done ? UNDEFINED : m.newUnknown(), boolean(done)));
}

export function closeIterator(it: Interpreter, cell: number, to: number, source: number, site: number): void {
  const sourceKind = it.memory.kindOf(source);
  if (sourceKind === kind.generator) invokeGenerator(it, payload(source), 'return', UNDEFINED, cell, to, site);
  else if (sourceKind === kind.object) {
    const key = it.m.literal('return');
    const has = it.m.getOwn(payload(source), key) !== HOLE || findMember(it, it.memory.words[payload(source) + object.prototype], key, 'method', false) !== undefined;
    if (has) invokeMember(it, source, key, [], cell, to, site);
    else it.store(cell, to, UNDEFINED);
  } else it.store(cell, to, UNDEFINED);
}
