import type { Entry, Model } from '../../model/ir/ir.ts';
import { stronglyConnected } from '../cycles/components.ts';
import { awaitSite } from '../steps.ts';
import { job, payload } from '../values.ts';
import type { FiniteModel, Tree, Wait } from './finite-model.ts';
import { OWN_SETTLED, type Content, type Region } from './space.ts';
import type { Effect } from './steps.ts';

/**
 * A finite model as Promela (SPIN): a variable for each region with the index of its content, and a process for each
 * region in which something runs. A step is one `d_step`: its guard says for which contents it is so, its body what changes.
 * That nothing can run while something waits is an assertion of the process `watch`, as processes of the model end
 * without ending in Promela's sense.
 */
export interface Promela {
  readonly text: string;
  /** By line of the text, from 1: whose step it is and what it does; no effect where that is not known. */
  readonly steps: ReadonlyMap<number, PromelaStep>;
}

export interface PromelaStep {
  readonly region: number;
  readonly effect: Effect | undefined;
}

/** `isWhole`: no state can be reached in which a step is not known. Otherwise to come to one is an error of the model. */
export function toPromela(model: Model, entry: Entry, finite: FiniteModel, isWhole: boolean): Promela {
  const writer = new Writer(model, finite, isWhole);
  return writer.write(entry);
}

/** What SPIN takes for one step has to be short; a longer one is as little interrupted, but its parts are states of their own. */
const mostInStep = 200;

/** SPIN takes no more than sixteen macros one within the other. */
const mostNested = 12;

interface Macro {
  readonly call: string;
  /** How long it is when written out. */
  readonly length: number;
  /** How many macros lie one within the other. */
  readonly depth: number;
}

interface Alternative {
  readonly guard: readonly string[];
  readonly content: Content;
  readonly effect: Effect | undefined;
}

class Writer {
  readonly #model: Model;
  readonly #finite: FiniteModel;
  readonly #names: readonly string[];
  readonly #lines: string[] = [];
  readonly #steps = new Map<number, PromelaStep>();
  readonly #isWhole: boolean;
  /** For regions that can be emptied, the macro that does so. */
  readonly #emptied = new Map<number, Macro>();

  constructor(model: Model, finite: FiniteModel, isWhole: boolean) {
    this.#isWhole = isWhole;
    this.#model = model;
    this.#finite = finite;
    this.#names = namesOf(finite.space.regions);
  }

  write(entry: Entry): Promela {
    const { regions } = this.#finite.space;
    const steps = regions.flatMap((region) => {
      const alternatives = this.#alternatives(region);
      return alternatives.length === 0 ? [] : [{ region, alternatives }];
    });
    this.#line(`/* The finite model of ${entry.name} in ${this.#model.modules[entry.module].file}. 0 is: not there (not begun, ended, or in no use). */`, '');
    regions.forEach((region) => { this.#declare(region); });
    this.#line('bool misused;', ...this.#isWhole ? [] : ['bool unknown;'], '');
    this.#emptyMacros(steps.flatMap(({ alternatives }) => alternatives.flatMap(({ effect }) => effect?.released ?? [])));
    for (const { region, alternatives } of steps) {
      this.#line(`active proctype step_${this.#names[region.name]}() {`, 'end: do');
      for (const { guard, content, effect } of alternatives) this.#alternative(region, content, guard, effect);
      this.#line('  od', '}', '');
    }
    const waits = (which: Wait): string => regions.flatMap((region) => this.#isOneOf(region.name, contentsWhere(region, (_, index) => this.#finite.waitOf(region.name, index) === which))).join(' || ') || 'false';
    this.#line(`#define BLOCKED (${waits('operation')})`, `#define JOINING (${waits('task')})`, `#define ENDLESS (${waits('endless')})`);
    this.#line('active proctype watch() {', 'end: timeout -> assert(!(BLOCKED || (JOINING && !ENDLESS)))', '}');
    return { text: `${this.#lines.join('\n')}\n`, steps: this.#steps };
  }

  #line(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  #declare(region: Region): void {
    const first = this.#finite.first[region.name] ?? 0;
    const type = region.contents.length <= 2 ? 'bit' : region.contents.length <= 256 ? 'byte' : 'short';
    const place = region.site === 0 ? '' : ` /* ${this.#place(region.site)} */`;
    this.#line(`${type} ${this.#names[region.name]} = ${String(first)};${place}`);
    region.contents.forEach((content, index) => {
      const text = content === undefined ? '' : this.#describe(content);
      if (text !== '') this.#line(`  /* ${String(index)}: ${text} */`);
    });
  }

  #alternative(region: Region, content: Content, guard: readonly string[], effect: Effect | undefined): void {
    const { words, activity } = content;
    const site = activity === 'task' ? this.#awaitSite(words) : payload(words[job.site]);
    this.#line(`  /* ${this.#place(site)} */`);
    this.#steps.set(this.#lines.length + 1, { region: region.name, effect });
    const length = effect?.released.reduce((sum, name) => sum + (this.#emptied.get(name)?.length ?? 0), 0) ?? 0;
    this.#line(`  :: ${length > mostInStep ? 'atomic' : 'd_step'} { ${guard.join(' && ')} -> ${this.#body(effect)} }`);
  }

  #body(effect: Effect | undefined): string {
    if (effect === undefined) return 'unknown = 1; assert(!unknown)';
    // where the program ends, nothing is left
    const all = this.#names.map((name) => `${name} = 0`).join('; ');
    if (effect.end !== undefined) return effect.end.misuse === undefined ? all : `misused = 1; assert(!misused); ${all}`;
    const writes = effect.writes.map(({ region, content }) => `${this.#names[region]} = ${String(content)}`);
    const body = [...writes, ...this.#macros(effect.released)];
    return body.length === 0 ? 'skip' : body.join('; ');
  }

  /** Macros for the regions that can be released: each empties a region if nothing refers to it, and then what it referred to. */
  #emptyMacros(released: readonly number[]): void {
    const { regions } = this.#finite.space;
    const canEmpty = regions.map((region) => region.name !== 0 && this.#passive(region).length > 0);
    const references = regions.map(({ contents }) => [...new Set(contents.flatMap((content) => content?.references ?? []))].filter((name) => canEmpty[name]));
    const groups = new Map(stronglyConnected([...regions.keys()], references).flatMap((group) => group.map((name) => [name, group])));
    const visit = (name: number): void => {
      if (this.#emptied.has(name) || !canEmpty[name]) return;
      const group = groups.get(name) ?? [name];
      const outside = (member: number): number[] => references[member].filter((next) => !group.includes(next));
      group.forEach((member) => { outside(member).forEach(visit); });
      const inner = group.flatMap(outside).flatMap((next) => this.#emptied.get(next) ?? []);
      const own = (members: readonly number[]): number => members.reduce((sum, member) => sum + regions[member].referrers.size + 4, 0);
      const nested: Macro = { call: `empty_${this.#names[name]}()`, length: inner.reduce((sum, { length }) => sum + length, own(group)), depth: Math.max(0, ...inner.map(({ depth }) => depth)) + 1 };
      const all = nested.depth > mostNested ? reachedFrom(group, references) : group;
      const isFlat = all !== group;
      this.#line(`inline ${nested.call} { ${all.length === 1 ? this.#emptyOne(name, outside(name)) : this.#emptyGroup(all, isFlat ? () => [] : outside)} }`);
      group.forEach((member) => this.#emptied.set(member, isFlat ? { call: nested.call, length: own(all), depth: 1 } : nested));
    };
    released.forEach(visit);
    this.#line('');
  }

  #passive(region: Region): number[] {
    return contentsWhere(region, (content) => content.activity === 'none' && !content.isOffer);
  }

  #emptyOne(name: number, further: readonly number[]): string {
    const then = [`${this.#names[name]} = 0`, ...this.#macros(further)];
    return `if :: ${this.#isOneOf(name, this.#passive(this.#finite.space.region(name))).join(' || ')} -> if :: ${this.#referred(name, name)} :: else -> ${then.join('; ')} fi :: else fi`;
  }

  /** Regions that refer to one another, round and round: what one lets go of may be one that was looked at before. */
  #emptyGroup(group: readonly number[], further: (name: number) => readonly number[]): string {
    const ways = group.map((name) => {
      const passive = this.#isOneOf(name, this.#passive(this.#finite.space.region(name))).join(' || ');
      return `:: (${passive}) && !${this.#referred(name, name)} -> ${[`${this.#names[name]} = 0`, ...this.#macros(further(name))].join('; ')}`;
    });
    // a loop may not be the last thing in a d_step
    return `do ${ways.join(' ')} :: else -> break od; skip`;
  }

  /** What empties those of the regions that can be emptied, as far as nothing refers to them. */
  #macros(names: readonly number[]): string[] {
    return [...new Set(names.flatMap((name) => this.#emptied.get(name)?.call ?? []))];
  }

  /** That a region other than itself and `except` refers to it. */
  #referred(name: number, except: number): string {
    const from = [...this.#finite.space.region(name).referrers].filter(([other]) => other !== name && other !== except);
    const conditions = from.flatMap(([other, contents]) => this.#isOneOf(other, [...contents]));
    return conditions.length === 0 ? 'false' : `(${conditions.join(' || ')})`;
  }

  /** That the region has one of these contents, neighbours taken together. */
  #isOneOf(name: number, contents: readonly number[]): string[] {
    const conditions: string[] = [];
    const sorted = [...contents].sort((a, b) => a - b);
    for (let i = 0; i < sorted.length; i++) {
      const from = sorted[i];
      while (sorted[i + 1] === sorted[i] + 1) i++;
      conditions.push(from === sorted[i] ? `${this.#names[name]} == ${String(from)}` : `(${this.#names[name]} >= ${String(from)} && ${this.#names[name]} <= ${String(sorted[i])})`);
    }
    return conditions;
  }

  #alternatives(region: Region): Alternative[] {
    const found: Alternative[] = [];
    region.contents.forEach((content, index) => {
      const tree = this.#finite.trees[region.name]?.get(index);
      if (content === undefined || content.activity === 'none' || (tree === undefined && this.#isWhole)) return;
      const isOwn = content.activity !== 'task' || content.awaits === OWN_SETTLED;
      const awaited = isOwn || content.awaits < 0 ? [] : contentsWhere(this.#finite.space.region(content.awaits), (promised) => promised.isSettled);
      if (!isOwn && awaited.length === 0) return;
      const guard = [`${this.#names[region.name]} == ${String(index)}`, ...isOwn ? [] : [`(${this.#isOneOf(content.awaits, awaited).join(' || ')})`]];
      for (const leaf of this.#leaves(tree, guard)) found.push({ ...leaf, content });
    });
    return found;
  }

  #leaves(tree: Tree | undefined, guard: readonly string[]): { readonly guard: readonly string[]; readonly effect: Effect | undefined }[] {
    if (tree === undefined || tree.kind === 'effect') return [{ guard, effect: tree?.effect }];
    const known = [...tree.branches].map(([value, branch]) => ({ test: this.#test(tree, value), branch }));
    const others = this.#isWhole || tree.kind === 'choice' ? [] : [{ guard: [...guard, ...known.map(({ test }) => `!(${test.join()})`)], effect: undefined }];
    return [...known.flatMap(({ test, branch }) => this.#leaves(branch, [...guard, ...test])), ...others];
  }

  #test(tree: Exclude<Tree, { kind: 'effect' }>, value: number): string[] {
    switch (tree.kind) {
      case 'choice': return [];
      case 'content': return [`${this.#names[tree.region]} == ${String(value)}`];
      case 'presence': return [`${this.#names[tree.region]} ${value === 0 ? '==' : '!='} 0`];
      case 'shared': {
        const referred = this.#referred(tree.region, tree.by);
        return [value === 0 ? `!${referred}` : referred];
      }
    }
  }

  /** Of a task where it waits and for what; of other contents their values. */
  #describe(content: Content): string {
    if (content.activity === 'task') {
      const awaited = content.awaits >= 0 ? this.#names[content.awaits] : content.awaits === OWN_SETTLED ? 'nothing' : 'what never comes';
      return `${this.#place(this.#awaitSite(content.words))}, waits for ${awaited}`;
    }
    if (content.activity !== 'none') return `comes from ${this.#place(payload(content.words[job.site]))}`;
    if (content.isSettled) return 'settled';
    return content.isOffer ? 'pending' : '';
  }

  #awaitSite(words: Int32Array): number {
    return awaitSite(this.#finite.steps.machine, 0, words);
  }

  #place(site: number): string {
    const { file, line } = this.#model.sites[site];
    return `${file}:${String(line)}`;
  }
}

function contentsWhere(region: Region, holds: (content: Content, index: number) => boolean): number[] {
  return region.contents.flatMap((content, index) => (content !== undefined && holds(content, index) ? [index] : []));
}

function reachedFrom(names: readonly number[], references: readonly (readonly number[])[]): readonly number[] {
  const reached = new Set(names);
  for (const name of reached) references[name].forEach((next) => reached.add(next));
  return [...reached];
}

/** Names of variables: what the region is, numbered. They end in a number, so that none is a word of Promela or of SPIN's C. */
function namesOf(regions: readonly Region[]): string[] {
  const counts = new Map<string, number>();
  return regions.map(({ title }) => {
    const stem = title.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/^(?=\d)/, '_').replace(/_$/, '');
    const count = (counts.get(stem) ?? 0) + 1;
    counts.set(stem, count);
    return `${stem}_${String(count)}`;
  });
}

