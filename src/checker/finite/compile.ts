import type { FiniteModel, Tree } from './finite-model.ts';
import type { Field, Layout } from './layout.ts';
import { OWN_SETTLED } from './space.ts';
import type { Effect } from './steps.ts';

/**
 * The steps that a finite model knows, as code on packed states. The code is made of numbers of the model alone: indices
 * of regions and contents, words and masks.
 */

export interface Sink {
  /** A successor is in `next`. */
  readonly emit: () => void;
  /** The program ends; the index of the effect that says how. */
  readonly end: (effect: number) => void;
  readonly next: Int32Array;
  readonly effects: Effect[];
}

/** Emits the successors of the state at `base`, and tells how many; less than zero where a step is not known. */
export type Expand = (words: Int32Array, base: number) => number;

/** Undefined where code may not be made from text here. */
export function compile(model: FiniteModel, layout: Layout, sink: Sink): Expand | undefined {
  const source = sourceOf(model, layout, sink.effects);
  try {
    // the text consists of numbers of the model
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    return new Function('next', 'emit', 'end', source)(sink.next, sink.emit, sink.end) as Expand;
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

function sourceOf(model: FiniteModel, layout: Layout, effects: Effect[]): string {
  const { space } = model;
  const { fields, width } = layout;
  const words = Array.from({ length: width }, (_, i) => i);
  const read = ({ word, shift, mask }: Field): string => masked(`w${String(word)}`, shift, mask);
  const readNext = ({ word, shift, mask }: Field): string => masked(`next[${String(word)}]`, shift, mask);
  const tables: string[] = [];
  const dropped = new Set<number>();
  const drops: string[] = [];

  /** A table by content: 1 for those that the condition holds for. */
  function table(region: number, holds: (content: number) => boolean): string {
    const values = space.region(region).contents.map((_, content) => (holds(content) ? 1 : 0));
    tables.push(`const t${String(tables.length)} = Uint8Array.of(${values.join()});`);
    return `t${String(tables.length - 1)}`;
  }

  /** Whether a region other than itself and `except` refers to it. */
  function referred(region: number, except: number, at: (field: Field) => string): string {
    const from = [...space.region(region).referrers].filter(([name]) => name !== region && name !== except);
    return from.length === 0 ? 'false' : `(${from.map(([name, which]) => `${table(name, (content) => which.has(content))}[${at(fields[name])}] === 1`).join(' || ')})`;
  }

  function drop(region: number): string {
    if (!dropped.has(region)) {
      dropped.add(region);
      drops.push(dropFunction(region));
    }
    return `drop${String(region)}();`;
  }

  function dropFunction(region: number): string {
    const { contents } = space.region(region);
    const field = fields[region];
    const passive = table(region, (content) => contents[content] !== undefined && contents[content].activity === 'none' && !contents[content].isOffer && region !== 0);
    const cases = contents.flatMap((content, index) => {
      const further = content?.references.filter((name) => name !== region) ?? [];
      return further.length === 0 ? [] : [`case ${String(index)}: ${further.map(drop).join(' ')} break;`];
    });
    return [
      `function drop${String(region)}() {`,
      `  const content = ${readNext(field)};`,
      `  if (${passive}[content] === 0 || ${referred(region, region, readNext)}) return;`,
      `  next[${String(field.word)}] &= ${String(~(field.mask << field.shift))};`,
      ...(cases.length === 0 ? [] : [`  switch (content) { ${cases.join(' ')} }`]),
      '}',
    ].join('\n');
  }

  function effectCode(effect: Effect): string {
    if (effect.end !== undefined) return `count++; end(${String(effects.push(effect) - 1)});`;
    const clear = new Array<number>(width).fill(0);
    const set = new Array<number>(width).fill(0);
    for (const { region, content } of effect.writes) {
      const { word, shift, mask } = fields[region];
      clear[word] |= mask << shift;
      set[word] |= content << shift;
    }
    const moves = words.map((i) => `next[${String(i)}] = ${clear[i] === 0 ? `w${String(i)}` : `(w${String(i)} & ${String(~clear[i])})${set[i] === 0 ? '' : ` | ${String(set[i])}`}`};`);
    return `count++; ${moves.join(' ')} ${effect.released.map(drop).join(' ')} emit();`;
  }

  function treeCode(tree: Tree): string {
    if (tree.kind === 'effect') return effectCode(tree.effect);
    if (tree.kind === 'choice') return [...tree.branches.values()].map((branch) => `{ ${treeCode(branch)} }`).join(' ');
    const at = tree.kind === 'content' ? read(fields[tree.region]) : tree.kind === 'presence' ? `${read(fields[tree.region])} === 0 ? 0 : 1` : `${referred(tree.region, tree.by, read)} ? 1 : 0`;
    return `switch (${at}) { ${[...tree.branches].map(([value, branch]) => `case ${String(value)}: { ${treeCode(branch)} break; }`).join('\n')} default: return -1; }`;
  }

  const functions: string[] = [];
  const calls: string[] = [];
  for (const { name, contents } of space.regions) {
    const cases = contents.flatMap((content, index) => {
      if (content === undefined || content.activity === 'none') return [];
      const tree = model.trees[name]?.get(index);
      const code = tree === undefined ? 'return -1;' : treeCode(tree);
      if (content.activity !== 'task' || content.awaits === OWN_SETTLED) return [`case ${String(index)}: { ${code} break; }`];
      if (content.awaits < 0) return [];
      const settled = table(content.awaits, (awaited) => space.content(content.awaits, awaited)?.isSettled === true);
      return [`case ${String(index)}: { if (${settled}[${read(fields[content.awaits])}] === 1) { ${code} } break; }`];
    });
    if (cases.length === 0) continue;
    functions.push(`function step${String(name)}() {\n  let count = 0;\n  switch (${read(fields[name])}) {\n${cases.join('\n')}\n  }\n  return count;\n}`);
    calls.push(`  ways = step${String(name)}(); if (ways < 0) return -1; all += ways;`);
  }
  return [
    '"use strict";',
    `let ${words.map((i) => `w${String(i)} = 0`).join(', ')};`,
    ...tables, ...drops, ...functions,
    'return function expand(words, base) {',
    ...words.map((i) => `  w${String(i)} = words[base + ${String(i)}];`),
    '  let all = 0, ways = 0;',
    ...calls,
    '  return all;',
    '};',
  ].join('\n');
}

function masked(word: string, shift: number, mask: number): string {
  const shifted = shift === 0 ? word : `(${word} >>> ${String(shift)})`;
  return mask === -1 ? shifted : `(${shifted} & ${String(mask)})`;
}
