import type { ClassInfo, Handler, Instruction, LibraryExport, Member, Model, Procedure } from './ir/ir.ts';
import type { Location } from './location.ts';
import { constantOf, fileText, type Form, globalText, libraryLookup, lines, Lookup, type Names, OpenLookup, referenceText, site, steps, unquote } from './ir/notation.ts';

/** A line of the text with its number, and the indented ones that belong to it. */
interface Line {
  readonly number: number;
  readonly text: string;
  readonly body: Line[];
}

/** Reads what `printModel` writes; a text without a table of constants has those that its steps name. Throws an error of one line that names the line of the text that is wrong. */
export function parseModel(text: string): Model {
  const all = readLines(text);
  const entriesOf = (keyword: string): Line[] => all.filter((line) => line.text.startsWith(`${keyword} `));
  const each = <T>(keyword: string, read: (line: Line) => T): T[] => entriesOf(keyword).map((line) => at(line, () => read(line)));
  const rest = (line: Line): string => line.text.slice(line.text.indexOf(' ') + 1);

  const libraries = each('library', (line) => readLibrary(rest(line)));
  const libraryNames = libraryLookup(libraries);
  const sites = each('sites', readSites).flat();
  const blank: Names = {
    constants: new Lookup('constant', []),
    sites: new Lookup('site', sites.map((place) => `${fileText(place.file)}:${place.line}:${place.column}`)),
    processes: new Lookup('process', []), classes: new Lookup('class', []), globals: new Lookup('global', []),
    file: '', label: '', slots: 0,
  };
  // what is referred to by name comes first, then the lines that refer to it
  const processes = each('process', (line) => ({ line, head: read(lines.process, line, blank) }));
  const named = { ...blank, processes: new Lookup('process', inOrder(processes, ({ head }) => head.index).map(({ head }) => referenceText(head.name, head.index))) };
  const modules = inOrder(each('module', (line) => ({ line, head: read(lines.module, line, named) })), ({ head }) => head.index).map(({ head: { index: _, ...module } }) => module);
  const classes = inOrder(each('class', (line) => ({ line, head: read(lines.class, line, named) })), ({ head }) => head.index);
  const constants = each('constant', (line) => {
    constantOf(rest(line), named.processes, libraryNames);
    return rest(line);
  });
  const names: Names = {
    ...named,
    constants: constants.length > 0 ? new Lookup('constant', constants) : new OpenLookup('constant', []),
    classes: new Lookup('class', classes.map(({ head }) => referenceText(head.name, head.index))),
    globals: new Lookup('global', modules.flatMap((module, m) => module.globals.map((name, index) => globalText(name, m, index)))),
  };
  const procedures = inOrder(processes, ({ head }) => head.index).map(({ line, head }) => readProcess(line, head, names));
  return {
    sites,
    constants: names.constants.texts.map((text) => constantOf(text, named.processes, libraryNames)),
    procedures,
    classes: classes.map(({ line, head: { index: _, ...info } }): ClassInfo => ({ ...info, members: line.body.map((member): Member => at(member, () => read(lines.member, member, names))) })),
    modules,
    libraries,
    entries: each('entry', (line) => read(lines.entry, line, names)),
    derived: Object.fromEntries(each('derived', (line) => read(lines.derived, line, names)).map(({ name, procedure }) => [name, procedure])),
    labels: Object.fromEntries(each('label', (line) => read(lines.label, line, names)).map((label) => [label.site, label.name])),
    landmarks: each('landmarks', (line) => read(lines.landmarks, line, names).landmarks).flat(),
    mutable: each('mutable', (line) => read(lines.mutable, line, names).mutable).flat(),
  };
}

const keywords = /^(?:library|sites|process|module|class|constant|entry|derived|label|landmarks|mutable) /;

function readLines(text: string): Line[] {
  const all: Line[] = [];
  text.split(/\r?\n/).forEach((content, i) => {
    const line: Line = { number: i + 1, text: content, body: [] };
    if (content.trim() === '' || content.startsWith('--')) return;
    const owner = all.at(-1);
    if (content.startsWith('  ') && owner !== undefined) at(line, () => {
      if (!/^(?:process|class) /.test(owner.text)) throw new Error('only a process or a class has lines of its own');
      owner.body.push(line);
    });
    else at(line, () => {
      if (!keywords.test(content)) throw new Error(`not a line of a model: ${content.trim()}`);
      all.push(line);
    });
  });
  if (all.length === 0) throw new Error('line 1: the text has no model');
  return all;
}

/** Names the line in what goes wrong there. */
function at<T>(line: Line, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`line ${line.number}: ${(error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ')}`, { cause: error });
  }
}

function read<R extends object>(form: Form<R>, line: Line, names: Names): R {
  const record = form.parse(line.text, names);
  if (record === undefined) throw new Error(`not understood: ${line.text.trim()}`);
  return record;
}

/** Sorted by the index that each says it has; they must be 0, 1, 2, … */
function inOrder<T extends { readonly line: Line }>(items: readonly T[], indexOf: (item: T) => number): T[] {
  const sorted = [...items].sort((a, b) => indexOf(a) - indexOf(b));
  sorted.forEach((item, i) => { at(item.line, () => { if (indexOf(item) !== i) throw new Error(`has number ${indexOf(item)} where ${i} is due`); }); });
  return sorted;
}

function readLibrary(text: string): LibraryExport {
  const given = JSON.parse(text) as Partial<LibraryExport> | null;
  if (typeof given?.library !== 'string' || typeof given.name !== 'string' || typeof given.meaning !== 'object' || typeof given.handles !== 'object') throw new Error('not the description of a library');
  return given as LibraryExport;
}

function readSites({ text }: Line): Location[] {
  const match = /^sites ("(?:[^"\\]|\\.)*"|\S+)((?: \d+:\d+-\d+:\d+)+)$/.exec(text);
  if (match === null) throw new Error(`not a list of places: ${text}`);
  return match[2].trim().split(' ').map((range) => {
    const [line, column, endLine, endColumn] = range.split(/[:-]/).map(Number);
    return { file: unquote(match[1]), line, column, endLine, endColumn };
  });
}

/** A basic block: where it begins and its steps, each with the line that it is on. */
interface Block {
  readonly line: Line;
  readonly start: number;
  readonly steps: { readonly line: Line; readonly text: string }[];
}

function readProcess(line: Line, { index: _, ...head }: Omit<Procedure, 'code' | 'sites' | 'handlers'> & { readonly index: number }, names: Names): Procedure {
  const here: Names = { ...names, file: /^([^]*):\d+:\d+(?:'\d+)?$/.exec(names.sites.text(head.site))?.[1] ?? '', slots: head.slots };
  const handlers: Handler[] = [];
  const blocks: Block[] = [];
  for (const part of line.body) {
    at(part, () => {
      const handler = lines.handler.parse(part.text, here);
      const equation = /^ {2}[\w$]+\.(\d+) = ([^]*)$/.exec(part.text);
      const more = /^ {4}-> ([^]*)$/.exec(part.text);
      const block = blocks.at(-1);
      if (handler !== undefined) handlers.push(handler);
      else if (equation !== null) blocks.push({ line: part, start: Number(equation[1]), steps: splitSteps(equation[2]).map((text) => ({ line: part, text })) });
      else if (more !== null && block !== undefined) block.steps.push(...splitSteps(more[1]).map((text) => ({ line: part, text })));
      else throw new Error(`not understood: ${part.text.trim()}`);
    });
  }
  const code: Instruction[] = [];
  const sites: number[] = [];
  blocks.forEach((block, i) => {
    at(block.line, () => { if (block.start !== code.length) throw new Error(`begins at ${block.start} where ${code.length} is due`); });
    readBlock(block, blocks[i + 1]?.start, code, sites, sites.at(-1) ?? head.site, here);
  });
  const starts = new Set(blocks.map(({ start }) => start));
  const targets = [...handlers.map(({ target }) => target), ...code.flatMap((i) => (i.op === 'jump' ? [i.target] : i.op === 'branch' ? [i.yes, i.no] : []))];
  const lost = targets.find((target) => !starts.has(target));
  if (lost !== undefined) at(line, () => { throw new Error(`${head.name} has no equation ${lost}`); });
  return { ...head, code, sites, handlers };
}

const stepAndSite = new RegExp(`^([^]*?)(?: @(${site}))?$`);
/** What an equation ends in, and only there. */
const ending = new RegExp(`^(?:SKIP|STOP|(?:if [^]*|[\\w$]+\\.\\d+)(?: @${site})?)$`);

/** Adds the steps of a block; one that ends in a label jumps there, except where the label is the next block's and comes next anyway. */
function readBlock(block: Block, next: number | undefined, code: Instruction[], sites: number[], from: number, names: Names): void {
  let current = from;
  block.steps.forEach(({ line, text }, i) => at(line, () => {
    const last = i === block.steps.length - 1;
    if (ending.test(text) !== last && (!last || next !== undefined || /^(?:return|throw) /.test(text))) throw new Error(last ? `the equation does not say how it goes on after: ${text}` : `nothing can follow: ${text}`);
    const before = block.steps[i - 1]?.text ?? '';
    const due = before.startsWith('return ') ? 'SKIP' : before.startsWith('throw ') ? 'STOP' : undefined;
    if (text === due) return;
    if (due !== undefined) throw new Error(`${text} where ${due} is due`);
    const [, step = '', place] = stepAndSite.exec(text) ?? [];
    if (place !== undefined) current = names.sites.index(/^\d+:\d+(?:'\d+)?$/.test(place) ? `${names.file}:${place}` : place);
    const instruction = readStep(step, names);
    if (instruction.op === 'jump' && last && instruction.target === next && code.length === next) return;
    code.push(instruction);
    sites.push(current);
  }));
}

function readStep(text: string, names: Names): Instruction {
  for (const [op, form] of Object.entries(steps)) {
    const fields = form.parse(text, names);
    if (fields !== undefined) return Object.assign({ op }, fields);
  }
  throw new Error(`not a step: ${text}`);
}

/** The parts between the arrows, except those in strings. */
export function splitSteps(text: string): string[] {
  const parts = [...text.matchAll(/ -> |((?:"(?:[^"\\]|\\.)*"|(?! -> )[^"])+)/g)];
  if (parts.map(([part]) => part).join('') !== text) throw new Error(`a string does not end: ${text}`);
  return parts.flatMap(([, step]) => (step === undefined ? [] : [step]));
}
