import type { ClassInfo, Constant, Entry, Handler, Instruction, LibraryExport, Member, Model, ModuleInfo, Procedure } from './ir.ts';

/**
 * The notation of a model: how each instruction and each record is written. A form such as `{to:slot} := {a:value}`
 * names each field with what kind of text it is; the printer fills it in and the parser matches it.
 */

/** The texts of things that are referred to; each stands for its index. */
export class Lookup {
  readonly #texts: string[] = [];
  readonly #what: string;
  readonly #mark: string;
  readonly #counts = new Map<string, number>();
  readonly #indices = new Map<string, number>();

  /** The second and later uses of a text get a number after the mark: `14:9'2`. */
  constructor(what: string, texts: readonly string[], mark = "'") {
    this.#what = what;
    this.#mark = mark;
    texts.forEach((text) => this.add(text));
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  text(index: number): string {
    const text = this.#texts[index];
    if (text === undefined) throw new Error(`there is no ${this.#what} ${index}`);
    return text;
  }

  index(text: string): number {
    const index = this.#indices.get(text);
    if (index === undefined) throw new Error(`there is no ${this.#what} ${text}`);
    return index;
  }

  has(text: string): boolean {
    return this.#indices.has(text);
  }

  add(text: string): number {
    const count = (this.#counts.get(text) ?? 0) + 1;
    this.#counts.set(text, count);
    const own = count === 1 ? text : `${text}${this.#mark}${count}`;
    const index = this.#texts.push(own) - 1;
    this.#indices.set(own, index);
    return index;
  }
}

/** A lookup that has each text that is looked up. */
export class OpenLookup extends Lookup {
  override index(text: string): number {
    return this.has(text) ? super.index(text) : this.add(text);
  }
}

/** What the texts of fields refer to. */
export interface Names {
  readonly constants: Lookup;
  readonly sites: Lookup;
  readonly processes: Lookup;
  readonly classes: Lookup;
  readonly globals: Lookup;
  /** Of the process at hand: the file whose sites are written without its name, the name that labels have, how many slots there are. */
  file: string;
  label: string;
  slots: number;
}

const json = String.raw`"(?:[^"\\]|\\.)*"`;
const word = String.raw`#?[A-Za-z_$][\w$]*(?:@\d+\.\d+)?`;
const file = String.raw`(?:[\w$./@+-]+|${json})`;
const words = String.raw`[\w$.#@]+(?: [\w$.#@]+)*`;
const reference = `(?:${words}|${json})#\\d+`;
const number = String.raw`-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Infinity)|NaN`;
const repeated = String.raw`(?:'\d+)?`;
const constant = `(?:undefined|null|true|false|unknown|${number}|${json}|fn ${reference}|lib (?:[\\w$@:/-]+|${json})(?:~\\d+)?|builtin (?:${word}|${json}))${repeated}`;
const value = String.raw`(?:%\d+|${constant})`;
const list = (item: string): string => `(?:${item}(?:, ${item})*)?`;
export const site = String.raw`(?:${file}:)?\d+:\d+${repeated}`;

/** A name as it is where it reads as `pattern`, else as a string. */
const bare = (name: string, pattern: string): string => (new RegExp(`^(?:${pattern})$`).test(name) ? name : JSON.stringify(name));
export const unquote = (text: string): string => (text.startsWith('"') ? (JSON.parse(text) as string) : text);
export const fileText = (name: string): string => bare(name, file);
/** `main#41`: how a process or class is referred to. */
export const referenceText = (name: string, index: number): string => `${bare(name, words)}#${index}`;
export const globalText = (name: string, module: number, index: number): string => `${bare(name, word)}#${module}.${index}`;
export const libraryLookup = (libraries: readonly LibraryExport[]): Lookup => new Lookup('library', libraries.map(({ library, name }) => bare(library === '' ? name : `${library}/${name}`, '[\\w$@:/-]+')), '~');
const itemsOf = (text: string, item: string): string[] => text.match(new RegExp(item, 'g')) ?? [];

export function constantText(given: Constant, model: Pick<Model, 'procedures'>, libraries: Lookup): string {
  switch (given.kind) {
    case 'literal': return typeof given.value === 'string' ? JSON.stringify(given.value) : Object.is(given.value, -0) ? '-0' : String(given.value);
    case 'function': return `fn ${referenceText(model.procedures[given.procedure].name, given.procedure)}`;
    case 'library': return `lib ${libraries.text(given.index)}`;
    case 'builtin': return `builtin ${bare(given.name, word)}`;
    case 'unknown': return 'unknown';
  }
}

export function constantOf(written: string, processes: Lookup, libraries: Lookup): Constant {
  if (!new RegExp(`^${constant}$`).test(written)) throw new Error(`not a constant: ${written}`);
  const text = written.replace(/'\d+$/, '');
  const [, kind = '', rest = ''] = /^(fn|lib|builtin) ([^]*)$/.exec(text) ?? [];
  if (kind === 'fn') return { kind: 'function', procedure: processes.index(rest) };
  if (kind === 'lib') return { kind: 'library', index: libraries.index(rest) };
  if (kind === 'builtin') return { kind: 'builtin', name: unquote(rest) };
  if (text === 'unknown') return { kind: 'unknown' };
  const words: Readonly<Record<string, null | undefined | boolean>> = { undefined: undefined, null: null, true: true, false: false };
  if (Object.hasOwn(words, text)) return { kind: 'literal', value: words[text] };
  return { kind: 'literal', value: text.startsWith('"') ? unquote(text) : Number(text) };
}

/** How the values of one kind of field are written; some kinds write two fields as one. */
interface Kind {
  readonly pattern: string;
  print(values: readonly unknown[], names: Names): string;
  parse(text: string, names: Names): readonly unknown[];
}

function kind<V extends readonly unknown[]>(pattern: string, print: (values: V, names: Names) => string, parse: (text: string, names: Names) => V): Kind {
  return { pattern, print: (values, names) => print(values as V, names), parse };
}

const printValue = (operand: number, names: Names): string => (operand >= 0 ? `%${operand}` : names.constants.text(-1 - operand));
const parseValue = (text: string, names: Names): number => {
  if (!text.startsWith('%')) return -1 - names.constants.index(text);
  if (Number(text.slice(1)) >= names.slots) throw new Error(`there is no slot ${text}`);
  return Number(text.slice(1));
};
/** A reference to one of a lookup's, where -1 is none. */
const referred = (of: (names: Names) => Lookup): Kind => kind<[number]>(
  `(?:${reference}|none)`,
  ([index], names) => (index === -1 ? 'none' : of(names).text(index)),
  (text, names) => [text === 'none' ? -1 : of(names).index(text)],
);

const kinds: Readonly<Record<string, Kind>> = {
  number: kind<[number]>(`(?:${number})`, ([given]) => String(given), (text) => [Number(text)]),
  numbers: kind<[number[]]>(list(`(?:${number})`), ([items]) => items.join(', '), (text) => [itemsOf(text, number).map(Number)]),
  slot: kind<[number]>(String.raw`%\d+`, ([slot]) => `%${slot}`, (text, names) => [parseValue(text, names)]),
  value: kind<[number]>(value, ([given], names) => printValue(given, names), (text, names) => [parseValue(text, names)]),
  values: kind<[number[]]>(list(value), ([items], names) => items.map((item) => printValue(item, names)).join(', '), (text, names) => [itemsOf(text, value).map((item) => parseValue(item, names))]),
  word: kind<[string]>(`(?:${word}|${json})`, ([name]) => bare(name, word), (text) => [unquote(text)]),
  words: kind<[string[]]>(list(`(?:${word}|${json})`), ([items]) => items.map((name) => bare(name, word)).join(', '), (text) => [itemsOf(text, `${json}|${word}`).map(unquote)]),
  string: kind<[string]>(json, ([text]) => JSON.stringify(text), (text) => [unquote(text)]),
  file: kind<[string]>(file, ([name]) => fileText(name), (text) => [unquote(text)]),
  operator: kind<[string]>(String.raw`%|[^\s"%(){}:]+`, ([text]) => text, (text) => [text]),
  operation: kind<[string]>(String.raw`[\w$.]+`, ([text]) => text, (text) => [text]),
  label: kind<[number]>(String.raw`[\w$]+\.-?\d+`, ([target], names) => `${names.label}.${target}`, (text) => [Number(text.slice(text.indexOf('.') + 1))]),
  /** `.name`, or `[value]` where the key is not a plain name. */
  key: kind<[number]>(
    `(?:\\.${word}|\\[${value}\\])`,
    ([key], names) => {
      const text = printValue(key, names);
      return new RegExp(`^"${word}"$`).test(text) ? `.${text.slice(1, -1)}` : `[${text}]`;
    },
    (text, names) => [parseValue(text.startsWith('.') ? `"${text.slice(1)}"` : text.slice(1, -1), names)],
  ),
  /** The `this` of a call, left out where it is undefined. */
  self: kind<[number]>(
    `(?: with this ${value})?`,
    ([self], names) => (printValue(self, names) === 'undefined' ? '' : ` with this ${printValue(self, names)}`),
    (text, names) => [parseValue(text === '' ? 'undefined' : text.slice(' with this '.length), names)],
  ),
  test: kind<[string]>('(?: is nullish)?', ([test]) => (test === 'nullish' ? ' is nullish' : ''), (text) => [text === '' ? 'truthy' : 'nullish']),
  properties: kind<[string[], number[]]>(
    String.raw`\{ (?:${list(`(?:${word}|${json}): ${value}`)} )?\}`,
    ([keys, values], names) => `{ ${keys.map((key, i) => `${bare(key, word)}: ${printValue(values[i], names)}`).join(', ')}${keys.length > 0 ? ' ' : ''}}`,
    (text, names) => {
      const pairs = [...text.matchAll(new RegExp(`(${json}|${word}): (${value})`, 'g'))];
      return [pairs.map(([, key = '']) => unquote(key)), pairs.map(([, , item = '']) => parseValue(item, names))];
    },
  ),
  process: referred((names) => names.processes),
  class: referred((names) => names.classes),
  global: kind<[number, number]>(
    `(?:${word}|${json})#\\d+\\.\\d+`,
    ([module, index], names) => names.globals.texts.find((text) => text.endsWith(`#${module}.${index}`)) ?? globalText('_', module, index),
    (text, names) => {
      names.globals.index(text);
      const [module, index] = text.slice(text.lastIndexOf('#') + 1).split('.').map(Number);
      return [module, index];
    },
  ),
  /** The name and index of a process or class, where it is said what it is. */
  own: kind<[string, number]>(
    reference,
    ([name, index]) => referenceText(name, index),
    (text) => [unquote(text.slice(0, text.lastIndexOf('#'))), Number(text.slice(text.lastIndexOf('#') + 1))],
  ),
  site: kind<[number]>(
    site,
    ([index], names) => {
      const text = names.sites.text(index);
      return text.startsWith(`${names.file}:`) ? text.slice(names.file.length + 1) : text;
    },
    (text, names) => [names.sites.index(/^\d+:\d+(?:'\d+)?$/.test(text) ? `${names.file}:${text}` : text)],
  ),
};

const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** `?text` is a flag that is written as the text where it is set, `=a|b` one of the words. */
function kindOf(name: string): Kind {
  const text = name.slice(1);
  if (name.startsWith('?')) return kind<[boolean]>(`(?:${escape(text)})?`, ([flag]) => (flag ? text : ''), (given) => [given !== '']);
  if (name.startsWith('=')) return kind<[string]>(`(?:${text})`, ([given]) => given, (given) => [given]);
  return kinds[name];
}

/** One form, ready to write and to read. */
export class Form<R extends object> {
  readonly #fields: readonly { readonly before: string; readonly names: readonly string[]; readonly kind: Kind }[];
  readonly #after: string;
  readonly #pattern: RegExp;

  constructor(text: string) {
    const parts = text.split(/\{([\w+]+):([^}]+)\}/);
    this.#after = parts[parts.length - 1];
    this.#fields = Array.from({ length: (parts.length - 1) / 3 }, (_, i) => ({ before: parts[3 * i], names: parts[3 * i + 1].split('+'), kind: kindOf(parts[3 * i + 2]) }));
    this.#pattern = new RegExp(`^${this.#fields.map((field) => `${escape(field.before)}(${field.kind.pattern})`).join('')}${escape(this.#after)}$`);
  }

  print(record: R, names: Names): string {
    const fields: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(record));
    return this.#fields.map((field) => field.before + field.kind.print(field.names.map((name) => fields[name]), names)).join('') + this.#after;
  }

  /** The fields that the text gives; undefined where it does not have this form. */
  parse(text: string, names: Names): R | undefined {
    const match = this.#pattern.exec(text);
    if (match === null) return undefined;
    const record: Record<string, unknown> = {};
    this.#fields.forEach((field, i) => {
      field.kind.parse(match[i + 1] ?? '', names).forEach((item, j) => { record[field.names[j]] = item; });
    });
    return record as R;
  }
}

type Split<N extends string> = N extends `${infer A}+${infer B}` ? A | B : N;
/** The fields that a form names. */
type Named<T> = T extends `${string}{${infer N}:${string}}${infer R}` ? Split<N> | Named<R> : never;

/** Forms for records; that one of them forgets a field of its record is a type error. */
function forms<R extends object>() {
  return <const T extends Readonly<Record<keyof R, string>>>(texts: T & { [K in keyof R]: [Exclude<keyof R[K], 'op' | Named<T[K]>>] extends [never] ? unknown : never }): { readonly [K in keyof R]: Form<R[K] & object> } => {
    const all: Readonly<Record<string, string>> = texts;
    return Object.fromEntries(Object.entries(all).map(([name, text]) => [name, new Form(text)])) as { readonly [K in keyof R]: Form<R[K] & object> };
  };
}

/** One step of a process for each instruction. A text has the first form that it fits. */
export const steps = forms<{ [I in Instruction as I['op']]: I }>()({
  jump: '{target:label}',
  branch: 'if {a:value}{test:test} then {yes:label} else {no:label}',
  return: 'return {a:value}',
  throw: 'throw {a:value}',
  call: '{to:slot} := {callee:value}({spread:?...}{args:values}){self:self}',
  invoke: '{to:slot} := {object:value}{key:key}({spread:?...}{args:values})',
  new: '{to:slot} := new {callee:value}({spread:?...}{args:values})',
  superCall: 'super of {class:value}({spread:?...}{args:values})',
  operate: '{to:slot} := ${name:operation}({args:values})',
  await: '{to:slot} := await {a:value}',
  yield: '{to:slot} := yield {a:value}',
  iterate: '{to:slot} := iterate {async:?async }{a:value}',
  next: '{to:slot} := next {async:?async }{iterator:value}',
  close: '{to:slot} := close {iterator:value}',
  closure: '{to:slot} := closure {procedure:process}',
  class: '{to:slot} := class {index:class} extends {parent:value}',
  object: '{to:slot} := {keys+values:properties}',
  array: '{to:slot} := [{values:values}]',
  this: '{to:slot} := this',
  loadGlobal: '{to:slot} := load {constant:?const }{module+index:global}',
  storeGlobal: 'store {module+index:global} := {a:value}',
  loadEnv: '{to:slot} := load {constant:?const }env {depth:number}.{index:number}',
  storeEnv: 'store env {depth:number}.{index:number} := {a:value}',
  pushEnv: 'push env of {size:number}',
  copyEnv: 'copy env',
  saveEnv: '{to:slot} := save env',
  restoreEnv: 'restore env {a:slot}',
  getSuper: '{to:slot} := {isStatic:?static }super of {class:value}{key:key}',
  get: '{to:slot} := {object:value}{key:key}',
  set: '{object:value}{key:key} := {a:value}',
  delete: 'delete {object:value}{key:key}',
  extend: 'extend {target:value} with {source:value}',
  assign: 'assign {source:value} to {target:value} without ({without:words})',
  accessor: 'accessor {target:value}{key:key} get {get:value} set {set:value}',
  opaque: '{to:slot} := opaque {reason:string}',
  move: '{to:slot} := {a:value}',
  binary: '{to:slot} := {a:value} {operator:operator} {b:value}',
  unary: '{to:slot} := {operator:operator} {a:value}',
});

/** The other lines of a text; `index` is the record's place in its table. */
export const lines = forms<{
  entry: Entry;
  module: ModuleInfo & { readonly index: number };
  class: Omit<ClassInfo, 'members'> & { readonly index: number };
  member: Member;
  process: Omit<Procedure, 'code' | 'sites' | 'handlers'> & { readonly index: number };
  handler: Handler;
  derived: { readonly name: string; readonly procedure: number };
  label: { readonly site: number; readonly name: string };
  landmarks: Pick<Model, 'landmarks'>;
  mutable: Pick<Model, 'mutable'>;
}>()({
  entry: 'entry {name:word} = {procedure:process} {kind:=main|module|exported|test} of module {module:number} @{site:site}',
  module: 'module {index:number} = {file:file} init {init:process} imports ({imports:numbers}) globals ({globals:words})',
  class: 'class {name+index:own} constructor {constructor:process} fields {fields:process}{derived:? derived} @{site:site}',
  member: '  {isInner:?inner }{isStatic:?static }{kind:=method|get|set} {name:word} = {procedure:process}',
  process: 'process {name+index:own}({parameterNames:words}) {kind:=function|async-generator|async|generator}{arrow:? arrow}{rest:? rest}{hidden:? hidden}, parameters {parameters:number}, slots {slots:number}, module {module:number} @{site:site}',
  handler: '  {from:label} .. {to:label} [| throw{always:?, close} |> {target:label} with {slot:slot}',
  derived: 'derived {name:operation} = {procedure:process}',
  label: 'label {name:word} @{site:site}',
  landmarks: 'landmarks {landmarks:numbers}',
  mutable: 'mutable {mutable:words}',
});
