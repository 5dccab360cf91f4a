import type { Command, Option } from './options.ts';

export function commandHelp(command: Command): string {
  return [
    `Usage: coffman ${[command.name, '[options]', command.arguments].join(' ')}`,
    '',
    command.summary,
    '',
    'Options:',
    ...table(command.options.map(option => [flags(option), described(option)])),
    '',
  ].join('\n');
}

export function generalHelp(commands: readonly Command[], version: string): string {
  return [
    `coffman ${version}: finds deadlocks and leaked tasks in TypeScript`,
    '',
    'Usage: coffman <command> [options]',
    '',
    'Commands:',
    ...table(commands.map(command => [`${command.name} ${command.arguments}`, command.summary])),
    '',
    'Options:',
    ...table([['-h, --help', 'print this, or the help of a command'], ['-v, --version', 'print the version']]),
    '',
    'Exit codes: 0 nothing found at or above --fail-on; 1 findings; 2 bad usage or input, or an internal error;',
    '            3 nothing found but something incomplete (only with --fail-on-incomplete)',
    '',
  ].join('\n');
}

function flags(option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  return `${short}--${option.name}${option.value === undefined ? '' : ` <${option.value}>`}${option.inline === undefined ? '' : `[=${option.inline}]`}`;
}

function described(option: Option): string {
  return option.default === undefined ? option.help : `${option.help} (default: ${option.default})`;
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = rows.reduce((widest, [left]) => Math.max(widest, left.length), 0);
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
