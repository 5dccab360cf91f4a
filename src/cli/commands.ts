import { formats } from '../report/index.ts';
import type { Command, Option } from './options.ts';

const help: Option = { name: 'help', short: 'h', help: 'print this help' };
const project: Option = { name: 'project', short: 'p', value: 'tsconfig', help: 'the tsconfig or its folder (the nearest)' };

const format: Option = { name: 'format', short: 'f', value: 'format', help: formats.join(', ').replace(/(.{20,36}), /, '$1,\n'), default: 'pretty' };
const output: Option = { name: 'output', short: 'o', value: '[format=]file', help: 'write to a file; repeatable', many: true };
const failOn = { name: 'fail-on', value: 'confidence', help: 'certain, likely, possible, never', default: 'likely' };
const failOnIncomplete = { name: 'fail-on-incomplete', help: 'exit with 3 if an entry is incomplete' };
const config = { name: 'config', short: 'c', value: 'file', help: 'the configuration (the nearest)' };
const baseline = { name: 'baseline', value: 'file', help: 'findings that are known and fail nothing' };
const updateBaseline = { name: 'update-baseline', help: 'write what is found now to the baseline' };
const noBaseline = { name: 'no-baseline', help: 'report what the baseline knows as well' };

export const outputOptions = { format, output };

/** When a report makes the command fail. */
export const gateOptions = { failOn, failOnIncomplete };

export const checkOptions = {
  project: { ...project, group: 'Files' },
  config,
  printConfig: { name: 'print-config', help: 'print the configuration; check nothing' },
  entry: { name: 'entry', value: 'file#name', help: 'one entry only; the name alone will do' },
  changed: { name: 'changed', inline: 'revision', help: 'what differs from a revision (HEAD)' },
  staged: { name: 'staged', help: 'what is staged in git, as it is staged' },
  shard: { name: 'shard', value: 'part/parts', help: 'one of several equal parts, such as 1/4' },
  baseline: { ...baseline, group: 'Known' },
  updateBaseline,
  noBaseline,
  maxStates: { name: 'max-states', value: 'n', help: 'states explored for each entry', default: '200000', group: 'Limits' },
  timeout: { name: 'timeout', value: 'seconds', help: 'time for each entry', default: '10' },
  maxMemory: { name: 'max-memory', value: 'mb', help: 'memory for the exploration', default: '2048' },
  jobs: { name: 'jobs', short: 'j', value: 'n', help: 'entries at once (one for each processor)' },
  schedule: { name: 'schedule', value: 'any|fifo', help: 'order of tasks that are ready', default: 'any' },
  engine: { name: 'engine', value: 'coffman|spin', help: 'what explores', default: 'coffman' },
  spinOptions: { name: 'spin-options', value: 'options', help: 'passed on, such as -swarm4,30' },
  noCache: { name: 'no-cache', help: 'explore all anew, and keep nothing' },
  watch: { name: 'watch', help: 'check again whenever a file is saved' },
  format: { ...format, group: 'Output' },
  output,
  quiet: { name: 'quiet', short: 'q', help: 'nothing on stdout; see the exit code' },
  stats: { name: 'stats', help: 'elapsed times, which differ each time' },
  failOn: { ...failOn, group: 'Exit' },
  failOnIncomplete,
  help,
} as const satisfies Readonly<Record<string, Option>>;

export const modelOptions = {
  project,
  entry: { name: 'entry', value: 'name', help: 'one entry only' },
  format: { name: 'format', short: 'f', value: 'csp|promela', help: 'the notation', default: 'csp' },
  maxStates: { name: 'max-states', value: 'n', help: 'for Promela, to learn the steps', default: '200000' },
  help,
} as const satisfies Readonly<Record<string, Option>>;

const doctorOptions = { project, config, help } as const satisfies Readonly<Record<string, Option>>;

export const initOptions = {
  yes: { name: 'yes', short: 'y', help: 'write without asking' },
  help,
} as const satisfies Readonly<Record<string, Option>>;

export const mergeOptions = {
  config,
  baseline,
  updateBaseline,
  noBaseline,
  format: { ...format, default: 'json' },
  output,
  failOn,
  failOnIncomplete,
  help,
} as const satisfies Readonly<Record<string, Option>>;

export const check: Command = {
  name: 'check',
  arguments: '[paths…]',
  summary: 'Explore the interleavings; report deadlocks and leaks.',
  options: Object.values(checkOptions),
};

export const model: Command = {
  name: 'model',
  arguments: 'FILE',
  summary: 'Print the process model in CSP notation or Promela.',
  options: Object.values(modelOptions),
};

export const explain: Command = {
  name: 'explain',
  arguments: 'NAME',
  summary: 'Explain a kind, a rule, or a finding by its name.',
  options: [help],
};

export const fmt: Command = {
  name: 'fmt',
  arguments: 'REPORT.json',
  summary: 'Render a JSON report in another format.',
  options: [format, output, help],
};

export const merge: Command = {
  name: 'merge',
  arguments: 'REPORT.json…',
  summary: 'Join the reports of several runs, or of all shards.',
  options: Object.values(mergeOptions),
};

export const init: Command = {
  name: 'init',
  arguments: '',
  summary: 'Write a configuration and a CI job; offer a baseline.',
  options: Object.values(initOptions),
};

export const doctor: Command = {
  name: 'doctor',
  arguments: '[paths…]',
  summary: 'Show what is seen of the project, and what is not.',
  options: Object.values(doctorOptions),
};

export const lsp: Command = {
  name: 'lsp',
  arguments: '',
  summary: 'Serve an editor (Language Server Protocol).',
  // editors give these by themselves
  options: [{ name: 'stdio', help: 'the way it speaks in any case' }, { name: 'clientProcessId', value: 'id', help: 'the process of the editor' }, help],
};

export const commands: readonly Command[] = [check, init, doctor, fmt, merge, model, explain, lsp];
