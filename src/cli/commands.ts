import { formats } from '../report/index.ts';
import type { Command, Option } from './options.ts';

const help: Option = { name: 'help', short: 'h', help: 'print this help' };
const project: Option = { name: 'project', short: 'p', value: 'tsconfig', help: 'the tsconfig to use, or its folder; otherwise the nearest' };

const format: Option = { name: 'format', short: 'f', value: 'format', help: `how to report: ${formats.join(', ')}`, default: 'pretty' };
const output: Option = { name: 'output', short: 'o', value: '[format=]file', help: 'write to a file; with a format, beside what stdout gets; repeatable', many: true };
const failOn = { name: 'fail-on', value: 'certain|likely|possible|never', help: 'the least sure finding that makes the exit code 1', default: 'likely' };
const failOnIncomplete = { name: 'fail-on-incomplete', help: 'exit with 3 when nothing is found but an entry is incomplete' };

export const outputOptions = { format, output };

/** When a report makes the command fail. */
export const gateOptions = { failOn, failOnIncomplete };

export const checkOptions = {
  project,
  format,
  output,
  config: { name: 'config', short: 'c', value: 'file', help: 'the configuration; otherwise the nearest coffman.config.{js,mjs,ts,json}, or coffman in package.json' },
  printConfig: { name: 'print-config', help: 'print the configuration that is used, and check nothing' },
  entry: { name: 'entry', value: 'file#name', help: 'check one entry only; the name alone will do' },
  changed: { name: 'changed', inline: 'revision', help: 'only files that differ from a revision (HEAD), or import one that does' },
  staged: { name: 'staged', help: 'only files that are staged in git, or import one that is' },
  baseline: { name: 'baseline', value: 'file', help: 'findings that are known and fail nothing; otherwise coffman-baseline.json, where it is' },
  updateBaseline: { name: 'update-baseline', help: 'write what is found now to the baseline' },
  noBaseline: { name: 'no-baseline', help: 'report what the baseline knows as well' },
  maxStates: { name: 'max-states', value: 'n', help: 'states explored for each entry', default: '200000' },
  timeout: { name: 'timeout', value: 'seconds', help: 'time for each entry', default: '10' },
  maxMemory: { name: 'max-memory', value: 'mb', help: 'memory for the exploration', default: '2048' },
  jobs: { name: 'jobs', short: 'j', value: 'n', help: 'entries checked at once; otherwise one for each processor' },
  failOn,
  schedule: { name: 'schedule', value: 'any|fifo', help: 'ready tasks run in any order, or in the exact microtask order', default: 'any' },
  failOnIncomplete,
  engine: { name: 'engine', value: 'coffman|spin', help: 'what explores: Coffman, or SPIN where it is installed', default: 'coffman' },
  spinOptions: { name: 'spin-options', value: 'options', help: 'what spin -run is given besides, such as -swarm4,30 or -bfspar' },
  quiet: { name: 'quiet', short: 'q', help: 'print nothing on stdout; the exit code and the files of -o tell' },
  stats: { name: 'stats', help: 'report elapsed times, which differ from run to run' },
  help,
} as const satisfies Readonly<Record<string, Option>>;

export const modelOptions = {
  project,
  entry: { name: 'entry', value: 'name', help: 'print the model of one entry only' },
  format: { name: 'format', short: 'f', value: 'csp|promela', help: 'the notation: CSP, or Promela for SPIN', default: 'csp' },
  maxStates: { name: 'max-states', value: 'n', help: 'for Promela, states explored to learn the steps of each entry', default: '200000' },
  help,
} as const satisfies Readonly<Record<string, Option>>;

export const check: Command = {
  name: 'check',
  arguments: '[paths…]',
  summary: 'Explore the interleavings of the files, folders or project, and report each deadlock and leak.',
  options: Object.values(checkOptions),
};

export const model: Command = {
  name: 'model',
  arguments: 'FILE',
  summary: 'Print the process model of a file in CSP notation, or in Promela.',
  options: Object.values(modelOptions),
};

export const explain: Command = {
  name: 'explain',
  arguments: 'RULE-OR-KIND',
  summary: 'Print the page of an ESLint rule or of a kind of finding.',
  options: [help],
};

export const fmt: Command = {
  name: 'fmt',
  arguments: 'REPORT.json',
  summary: 'Render a report that was written with -f json in another format.',
  options: [format, output, help],
};

export const merge: Command = {
  name: 'merge',
  arguments: 'REPORT.json…',
  summary: 'Join the reports of several runs into one.',
  options: [{ ...format, default: 'json' }, output, failOn, failOnIncomplete, help],
};

export const commands: readonly Command[] = [check, fmt, merge, model, explain];
