import type { Command, Option } from './options.ts';

/** Fits a screen of 30 lines and 80 columns; a test holds it to that. */
export function commandHelp(command: Command): string {
  return [
    `Usage: coffman ${[command.name, '[options]', command.arguments].join(' ')}`,
    command.summary,
    '',
    ...table(command.options.flatMap(rows)),
    '',
  ].join('\n');
}

export function generalHelp(commands: readonly Command[], version: string): string {
  return [
    `coffman ${version}: finds deadlocks and leaked tasks in TypeScript`,
    '',
    'Usage: coffman <command> [options]',
    '',
    ...table(commands.map(command => ['', `${command.name} ${command.arguments}`.trimEnd(), command.summary])),
    '',
    ...table([['', '-h, --help', 'print this, or the help of a command'], ['', '-v, --version', 'print the version']]),
    '',
    'Exit codes:',
    '  0  nothing found at or above --fail-on',
    '  1  findings',
    '  2  bad usage or input, or an internal error',
    '  3  nothing found, but something incomplete (with --fail-on-incomplete)',
    '',
  ].join('\n');
}

type Row = readonly [title: string, left: string, right: string];

function rows(option: Option): Row[] {
  const [first = '', ...more] = described(option).split('\n');
  return [[option.group ?? '', flags(option), first], ...more.map((line): Row => ['', '', line])];
}

function flags(option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  return `${short}--${option.name}${option.value === undefined ? '' : ` <${option.value}>`}${option.inline === undefined ? '' : `[=${option.inline}]`}`;
}

function described(option: Option): string {
  return option.default === undefined ? option.help : `${option.help} (${option.default})`;
}

function table(all: readonly Row[]): string[] {
  const [title, left] = [0, 1].map(column => all.reduce((widest, row) => Math.max(widest, row[column].length), 0));
  return all.map(row => `${row[0].padEnd(title)}  ${row[1].padEnd(left)}  ${row[2]}`);
}
