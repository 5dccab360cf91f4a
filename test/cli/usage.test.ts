import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { coffman, FakeEngine, folder } from './harness.ts';

/** Each line of the command, and the one line that it earns. Nothing is analysed. */
const mistakes: readonly (readonly [string, string])[] = [
  ['chekc', 'unknown command chekc; did you mean check?'],
  ['frobnicate', 'unknown command frobnicate; see coffman --help'],
  ['a.ts', 'unknown command a.ts; to check a path, use coffman check a.ts'],
  ['--verison', 'unknown option --verison; did you mean --version?'],
  ['-x', 'unknown option -x; see coffman --help'],
  ['check --formt json', 'unknown option --formt; did you mean --format?'],
  ['check --maxStates 3', 'unknown option --maxStates; did you mean --max-states?'],
  ['check --fail-on-incomplet', 'unknown option --fail-on-incomplet; did you mean --fail-on-incomplete?'],
  ['check --frobnicate', 'unknown option --frobnicate; see coffman check --help'],
  ['check -z', 'unknown option -z; see coffman check --help'],
  ['check --no-stats', 'unknown option --no-stats; see coffman check --help'],
  ['check -f', '--format needs a value: --format <format>'],
  ['check -f -o x', '--format needs a value: --format <format>'],
  ['check --entry=', '--entry needs a value: --entry <file#name>'],
  ['check --stats=yes', "--stats takes no value, but was given 'yes'"],
  ['check --timeout 1 --timeout 2', '--timeout is given twice; give it once'],
  ['check -f docx', "--format 'docx' is not supported; use pretty, json, sarif, junit, github, gitlab, markdown, html"],
  ['check -o srif=out.sarif', "--output srif=out.sarif: no format is called 'srif'; did you mean sarif?"],
  ['check -o json=a.txt -o ./a.txt', '--output names a.txt twice; give each report a file of its own'],
  ['check -o sarif=gone/out.sarif', '--output gone/out.sarif: its folder does not exist; create it first'],
  ['fmt', 'fmt takes one report: coffman fmt REPORT.json -f html'],
  ['fmt gone.json', 'gone.json: no such file or directory; name a report written with coffman check -f json'],
  ['fmt a.ts', 'a.ts: not JSON; name a report written with coffman check -f json'],
  ['merge', 'merge takes reports: coffman merge a.json b.json -o all.json'],
  ['check -f jsn', "--format 'jsn' is not supported; did you mean json?"],
  ['check --fail-on sometimes', "--fail-on 'sometimes' is not supported; use certain, likely, possible, never"],
  ['check --schedule lifo', "--schedule 'lifo' is not supported; did you mean fifo?"],
  ['check --max-states many', "--max-states takes a whole number above zero, not 'many'"],
  ['check --max-states 1.5', "--max-states takes a whole number above zero, not '1.5'"],
  ['check --max-states 0', "--max-states takes a whole number above zero, not '0'"],
  ['check --max-states 99999999999999999999', "--max-states takes a whole number above zero, not '99999999999999999999'"],
  ['check --timeout -1', "--timeout takes a number above zero, not '-1'"],
  ['check --timeout 5s', "--timeout takes a number above zero, not '5s'"],
  ['check --max-memory 1e3', "--max-memory takes a whole number above zero, not '1e3'"],
  ['check -o gone/report.json', '--output gone/report.json: its folder does not exist; create it first'],
  ['check -o .', '--output . is a directory; name a file'],
  ['check --shard 5/4', "--shard takes a part and how many there are, such as 1/4, not '5/4'"],
  ['check --shard 0/4', "--shard takes a part and how many there are, such as 1/4, not '0/4'"],
  ['check --shard 1/4 --update-baseline', '--update-baseline needs all shards; give it to coffman merge'],
  ['model', 'model takes one file: coffman model FILE'],
  ['model a.ts b.ts', 'model takes one file: coffman model FILE'],
  ['model a.ts --format dot', "--format 'dot' is not supported; use csp, promela"],
  ['explain', 'explain takes one name: '],
  ['explain deadlok', "nothing is called 'deadlok'; did you mean deadlock?"],
  ['explain ../README', "nothing is called '../README'; there are "],
];

test.each(mistakes)('coffman %s', async (line, message) => {
  const engine = new FakeEngine();
  const { code, stdout, stderr } = await coffman(folder({ 'a.ts': '' }), line.split(' '), engine);
  expect(stderr.slice(0, `coffman: ${message}`.length)).toBe(`coffman: ${message}`);
  expect(stderr.indexOf('\n')).toBe(stderr.length - 1);
  if (!/: $|are $/.test(message)) expect(stderr).toBe(`coffman: ${message}\n`);
  expect([code, stdout, engine.asked]).toEqual([2, '', []]);
});

test('--version and --help answer on stdout', async () => {
  const root = folder({});
  expect(await coffman(root, ['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
  const help = (await coffman(root, ['--help'])).stdout;
  expect(help).toContain('\n  check [paths…] ');
  expect((await coffman(root, ['help'])).stdout).toBe(help);
  expect(await coffman(root, [])).toEqual({ code: 2, stdout: '', stderr: help });
});

test('--help of a command, whatever else is asked', async () => {
  const root = folder({});
  const { code, stdout, stderr } = await coffman(root, ['check', 'gone.ts', '--help']);
  expect([code, stdout.split('\n')[0], stderr]).toEqual([0, 'Usage: coffman check [options] [paths…]', '']);
  expect(stdout).toContain('\nLimits      --max-states <n>          states explored for each entry (200000)\n');
  expect((await coffman(root, ['model', '-h'])).stdout.split('\n')[0]).toBe('Usage: coffman model [options] FILE');
});

test.each([[], ...commands.map(({ name }) => [name])])('--help %s fits a screen of 30 lines and 80 columns', async (...names: string[]) => {
  const { stdout } = await coffman(folder({}), [...names, '--help']);
  const lines = stdout.trimEnd().split('\n');
  expect([lines.length <= 30, lines.filter(line => line.length > 80)]).toEqual([true, []]);
});
