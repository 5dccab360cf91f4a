import { findExport, type Library } from '../libraries/index.ts';
import { fileText, referenceText } from './ir/notation.ts';
import type { LibraryExport } from './ir/ir.ts';
import { addLibrary } from './lower/context.ts';
import { splitSteps } from './parse.ts';

/**
 * A model that is written by hand leaves out what can be seen: the tables, numbers, places, and what the entry runs.
 * Its slots and equations have names; a step's place is where it stands in the text. Completed, it is a text that
 * `parseModel` reads. Lines keep their numbers, so that an error names the line that is wrong.
 *
 *     library async-mutex/Mutex
 *     globals turn
 *     entry main
 *     process main()
 *       main = %lock := new lib async-mutex/Mutex() -> main.again
 *       main.again = %release := await %lock.acquire() -> %release() -> main.again
 */
export function completed(text: string, file: string, known: readonly Library[]): string {
  return new Sketch(text, file, known).complete();
}

/** A text that has a table of places leaves nothing out. */
export function isComplete(text: string): boolean {
  return /^sites /m.test(text);
}

interface Process {
  readonly name: string;
  readonly index: number;
  readonly line: number;
  readonly kind: string;
  readonly parameters: readonly string[];
  /** By name of a slot. */
  readonly slots: Map<string, number>;
  readonly blocks: Block[];
}

interface Block {
  readonly label: string;
  readonly lines: BlockLine[];
}

interface BlockLine {
  readonly number: number;
  readonly steps: readonly Step[];
}

interface Step {
  readonly text: string;
  /** 0 where it stands where the step before does. */
  readonly column: number;
}

/** A process that just ends returns nothing. */
const ended = 'return undefined -> SKIP';

const quoted = /"(?:[^"\\]|\\.)*"/;

class Sketch {
  readonly #file: string;
  readonly #known: readonly Library[];
  readonly #lines: string[];
  readonly #processes: Process[] = [];
  readonly #globals: string[] = [];
  readonly #places: string[] = [];
  readonly #labels: string[] = [];
  readonly #libraries: LibraryExport[] = [];
  readonly #libraryIndex = new Map<string, number>();

  constructor(text: string, file: string, known: readonly Library[]) {
    this.#file = file;
    this.#known = known;
    this.#lines = text.split(/\r?\n/);
  }

  complete(): string {
    const heads = this.#lines.map((line, at) => this.#readLine(line, at));
    for (const process of this.#processes) this.#writeProcess(process, heads);
    const entries = heads.flatMap((line, at) => (line.startsWith('entry ') ? [{ name: line.slice('entry '.length).trim(), at }] : []));
    const starters = entries.flatMap(({ name, at }, i) => {
      if (!this.#processes.some((process) => process.name === name)) throw new Error(`line ${String(at + 1)}: there is no process ${name}`);
      const index = this.#processes.length + i;
      const place = this.#place(at, 1, this.#lines[at].length + 1);
      heads[at] = `entry ${name} = entry#${String(index)} main of module 0 @${place}`;
      return [`process entry#${String(index)}() async hidden, parameters 0, slots 2, module 0 @${place}`, `  entry.0 = %0 := fn ${this.#reference(name)}() -> %1 := await %0 -> return undefined -> SKIP`];
    });
    const file = fileText(this.#file);
    return [
      ...heads, ...starters,
      `module 0 = ${file} init none imports () globals (${this.#globals.join(', ')})`,
      ...this.#libraries.map((library) => `library ${JSON.stringify(library)}`), ...this.#labels,
      `sites ${file} ${this.#places.join(' ')}`, '',
    ].join('\n');
  }

  /** Takes in what a line says; what is left of it is filled in later. */
  #readLine(line: string, at: number): string {
    const [, keyword = '', rest = ''] = /^(library|globals|process) (.*)$/.exec(line) ?? [];
    if (keyword === 'library') return this.#readLibrary(rest.trim(), at);
    if (keyword === 'globals') return this.#readGlobals(rest);
    if (keyword === 'process') this.#readProcess(rest, at);
    else if (line.startsWith('  ')) this.#readSteps(line, at);
    return line;
  }

  #readLibrary(name: string, at: number): string {
    const slash = name.lastIndexOf('/');
    const found = findExport(this.#known, name.slice(0, Math.max(0, slash)), name.slice(slash + 1));
    if (found === undefined) throw new Error(`line ${String(at + 1)}: no description of a library has ${name}`);
    addLibrary({ libraries: this.#libraries, libraryIndex: this.#libraryIndex }, found);
    return '';
  }

  #readGlobals(names: string): string {
    this.#globals.push(...names.split(',').map((name) => name.trim()));
    return '';
  }

  #readProcess(text: string, at: number): void {
    const [, name, parameters, kind = 'async'] = /^([\w$]+)\(([\w$, ]*)\)(?: (function|async|generator|async-generator))?\s*$/.exec(text) ?? [];
    if (name === undefined) throw new Error(`line ${String(at + 1)}: not a process: ${text}`);
    const given = parameters.split(',').map((parameter) => parameter.trim()).filter((parameter) => parameter !== '');
    this.#processes.push({ name, index: this.#processes.length, line: at, kind, parameters: given, slots: new Map(given.map((parameter, slot) => [parameter, slot])), blocks: [] });
  }

  #readSteps(line: string, at: number): void {
    const process = this.#processes.at(-1);
    const equation = /^( {2,})([\w$]+(?:\.[\w$]+)?) = /.exec(line);
    const more = /^ +-> /.exec(line);
    const head = equation?.[0] ?? more?.[0];
    if (process === undefined || head === undefined) return;
    if (equation !== null) process.blocks.push({ label: equation[2], lines: [] });
    let column = head.length + 1;
    const steps: Step[] = [];
    process.blocks.at(-1)?.lines.push({ number: at, steps });
    for (const text of splitSteps(line.slice(head.length))) {
      const isReturned = steps.at(-1)?.text.startsWith('return ') === true;
      steps.push(...(text === 'SKIP' && !isReturned ? [{ text: ended, column }] : apart({ text, column })));
      column += text.length + ' -> '.length;
    }
  }

  #writeProcess(process: Process, heads: string[]): void {
    const positions = positionsOf(process);
    for (const { label, lines } of process.blocks) {
      lines.forEach(({ number, steps }, i) => {
        const written = steps.map((step) => this.#writeStep(step, process, positions, number)).join(' -> ');
        heads[number] = `${i === 0 ? `  ${process.name}.${String(positions.get(label))} = ` : '    -> '}${written}`;
      });
    }
    const place = this.#place(process.line, 1, this.#lines[process.line].length + 1);
    heads[process.line] = `process ${referenceText(process.name, process.index)}(${process.parameters.join(', ')}) ${process.kind}, parameters ${String(process.parameters.length)}, slots ${String(process.slots.size)}, module 0 @${place}`;
  }

  #writeStep({ text, column }: Step, process: Process, positions: ReadonlyMap<string, number>, at: number): string {
    const target = (label: string): string => `${process.name}.${String(positions.get(label) ?? label)}`;
    if (text === ended || text === 'SKIP' || text === 'STOP') return text;
    if (positions.has(text)) return target(text);
    const place = column === 0 ? '' : this.#place(at, column, column + text.length);
    const made = /^%([A-Za-z_$][\w$]*) := new lib /.exec(text);
    if (made !== null) this.#labels.push(`label ${made[1]} @${place}`);
    const step = isUnused(text) ? `%_ := ${text}` : text;
    const branch = /^(if .* then )(\S+) else (\S+)$/.exec(step);
    const parts = (branch === null ? step : branch[1]).split(new RegExp(`(${quoted.source})`));
    const written = parts.map((part, i) => (i % 2 === 1 ? part : this.#writeNames(part, process.slots))).join('');
    return `${written}${branch === null ? '' : `${target(branch[2])} else ${target(branch[3])}`}${column === 0 ? '' : ` @${String(at + 1)}:${String(column)}`}`;
  }

  #writeNames(text: string, slots: Map<string, number>): string {
    return text
      .replaceAll(/%([A-Za-z_$][\w$]*)/g, (_, name: string) => {
        if (!slots.has(name)) slots.set(name, slots.size);
        return `%${String(slots.get(name))}`;
      })
      .replaceAll(/\bfn ([\w$]+)/g, (_, name: string) => `fn ${this.#reference(name)}`)
      .replaceAll(/\b(load (?:const )?|store )([\w$]+)(?![\w$#])/g, (whole, verb: string, name: string) => (this.#globals.includes(name) ? `${verb}${name}#0.${String(this.#globals.indexOf(name))}` : whole));
  }

  #reference(name: string): string {
    const index = this.#processes.findIndex((process) => process.name === name);
    return index < 0 ? name : referenceText(name, index);
  }

  #place(at: number, from: number, to: number): string {
    const line = String(at + 1);
    this.#places.push(`${line}:${String(from)}-${line}:${String(to)}`);
    return `${fileText(this.#file)}:${line}:${String(from)}`;
  }
}

/** What is called and awaited in one is two steps at one place. */
function apart({ text, column }: Step): Step[] {
  const [, to = '', called] = /^((?:%[\w$]+ := )?)await ([^]*\([^]*)$/.exec(text) ?? [];
  return called === undefined ? [{ text, column }] : [{ text: called, column }, { text: `${to}await %_`, column: 0 }];
}

/** A step whose result nobody wants. */
function isUnused(text: string): boolean {
  return !text.replaceAll(new RegExp(quoted, 'g'), '""').includes(' := ') && /^(?:await |\$|(?:lib|fn|new) |%[\w$]+[.([])/.test(text);
}

/** Where each equation begins, in instructions. To go on with the next equation takes none. */
function positionsOf({ blocks }: Process): Map<string, number> {
  const positions = new Map<string, number>();
  let position = 0;
  blocks.forEach(({ label, lines }, i) => {
    positions.set(label, position);
    const steps = lines.flatMap((line) => line.steps.map(({ text }) => text));
    const flowsOn = steps.at(-1) === blocks.at(i + 1)?.label;
    position += steps.filter((text) => text !== 'SKIP' && text !== 'STOP').length - (flowsOn ? 1 : 0);
  });
  return positions;
}
