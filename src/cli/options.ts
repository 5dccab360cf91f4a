import { parseArgs } from 'node:util';
import { UsageError } from './errors.ts';
import { suggest } from '../libraries/schema/nearest.ts';

/** One option of a command. An option with a `value` takes one; the others are switches. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help, e.g. `seconds`. */
  readonly value?: string;
  /** What may follow `=`; without it the option is a switch. */
  readonly inline?: string;
  readonly help: string;
  /** The title, in the help, of this option and of those that follow it. */
  readonly group?: string;
  readonly default?: string;
  /** It may be given more than once. */
  readonly many?: true;
}

export interface Command {
  readonly name: string;
  /** The arguments as the usage line shows them. */
  readonly arguments: string;
  readonly summary: string;
  readonly options: readonly Option[];
}

export interface Given {
  readonly values: ReadonlyMap<string, string>;
  /** The values of the options that may be given more than once. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
  readonly arguments: readonly string[];
}

/** Reads a command's arguments strictly: an option that is unknown, lacks its value or is given twice is an error, never a guess. */
export function readOptions(command: Command, argv: readonly string[]): Given {
  const known = new Map(command.options.map(option => [option.name, option]));
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const switches = new Set<string>();
  const rest: string[] = [];
  for (const token of tokens(command, argv)) {
    if (token.kind === 'positional') rest.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.get(token.name);
    if (option === undefined) throw unknownOption(token.rawName, command);
    if (option.inline !== undefined && token.value !== undefined) {
      values.set(option.name, valueOf(option, token.value, true));
      continue;
    }
    if (option.value === undefined) {
      if (token.value !== undefined) throw new UsageError(`--${option.name} takes no value, but was given '${token.value}'`);
      switches.add(option.name);
      continue;
    }
    if (option.many === true) {
      lists.set(option.name, [...lists.get(option.name) ?? [], valueOf(option, token.value, token.inlineValue)]);
      continue;
    }
    if (values.has(option.name)) throw new UsageError(`--${option.name} is given twice; give it once`);
    values.set(option.name, valueOf(option, token.value, token.inlineValue));
  }
  return { values, lists, switches, arguments: rest };
}

function tokens(command: Command, argv: readonly string[]) {
  const options = Object.fromEntries(command.options.map(({ name, short, value }) => [
    name,
    { type: value === undefined ? 'boolean' as const : 'string' as const, ...(short === undefined ? {} : { short }) },
  ]));
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** `-f -o x` is a forgotten value; `--timeout -1` is a bad number, and a lone `-` is a value. */
function valueOf(option: Option, value: string | undefined, inline: boolean | undefined): string {
  const forgotten = value === undefined || value === '' || (inline !== true && /^-[^\d]/.test(value));
  if (forgotten) throw new UsageError(`--${option.name} needs a value: --${option.name} <${option.value ?? 'value'}>`);
  return value;
}

/** Only long names are worth a guess: every one-letter option is one letter away from every other. */
function unknownOption(raw: string, command: Command): UsageError {
  const names = raw.startsWith('--') ? command.options.map(option => `--${option.name}`) : [];
  return new UsageError(`unknown option ${raw}${suggest(raw, names, `see coffman ${command.name} --help`)}`);
}

export function positiveNumber(given: Given, option: Option, whole: boolean): number {
  const text = given.values.get(option.name) ?? option.default ?? '';
  const value = Number(text);
  const valid = (whole ? /^\d+$/ : /^(\d+\.?\d*|\.\d+)$/).test(text) && value > 0 && Number.isSafeInteger(Math.ceil(value));
  if (!valid) throw new UsageError(`--${option.name} takes a ${whole ? 'whole number' : 'number'} above zero, not '${text}'`);
  return value;
}

export function choice<T extends string>(given: Given, option: Option, choices: readonly T[]): T {
  const text = given.values.get(option.name) ?? option.default ?? '';
  const chosen = choices.find(candidate => candidate === text);
  if (chosen === undefined) throw new UsageError(`--${option.name} '${text}' is not supported${suggest(text, choices, `use ${choices.join(', ')}`)}`);
  return chosen;
}
