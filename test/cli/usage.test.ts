import { expect, test } from 'vitest';
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
  expect((await coffman(root, ['--help'])).stdout).toBe(help);
  expect((await coffman(root, ['help'])).stdout).toBe(help);
  expect(await coffman(root, [])).toEqual({ code: 2, stdout: '', stderr: help });
});

test('--help of a command, whatever else is asked', async () => {
  const root = folder({});
  expect(await coffman(root, ['check', 'gone.ts', '--help'])).toEqual({ code: 0, stdout: checkHelp, stderr: '' });
  expect((await coffman(root, ['model', '-h'])).stdout.split('\n')[0]).toBe('Usage: coffman model [options] FILE');
});

const help = `coffman 1.2.3: finds deadlocks and leaked tasks in TypeScript

Usage: coffman <command> [options]

Commands:
  check [paths…]        Explore the interleavings of the files, folders or project, and report each deadlock and leak.
  fmt REPORT.json       Render a report that was written with -f json in another format.
  merge REPORT.json…    Join the reports of several runs into one.
  model FILE            Print the process model of a file in CSP notation, or in Promela.
  explain RULE-OR-KIND  Print the page of an ESLint rule or of a kind of finding.

Options:
  -h, --help     print this, or the help of a command
  -v, --version  print the version

Exit codes: 0 nothing found at or above --fail-on; 1 findings; 2 bad usage or input, or an internal error;
            3 nothing found but something incomplete (only with --fail-on-incomplete)
`;

const checkHelp = `Usage: coffman check [options] [paths…]

Explore the interleavings of the files, folders or project, and report each deadlock and leak.

Options:
  -p, --project <tsconfig>                       the tsconfig to use, or its folder; otherwise the nearest
  -f, --format <format>                          how to report: pretty, json, sarif, junit, github, gitlab, markdown, html (default: pretty)
  -o, --output <[format=]file>                   write to a file; with a format, beside what stdout gets; repeatable
  -c, --config <file>                            the configuration; otherwise the nearest coffman.config.{js,mjs,ts,json}, or coffman in package.json
      --print-config                             print the configuration that is used, and check nothing
      --entry <file#name>                        check one entry only; the name alone will do
      --changed[=revision]                       only files that differ from a revision (HEAD), or import one that does
      --staged                                   only files that are staged in git, or import one that is
      --baseline <file>                          findings that are known and fail nothing; otherwise coffman-baseline.json, where it is
      --update-baseline                          write what is found now to the baseline
      --no-baseline                              report what the baseline knows as well
      --max-states <n>                           states explored for each entry (default: 200000)
      --timeout <seconds>                        time for each entry (default: 10)
      --max-memory <mb>                          memory for the exploration (default: 2048)
  -j, --jobs <n>                                 entries checked at once; otherwise one for each processor
      --fail-on <certain|likely|possible|never>  the least sure finding that makes the exit code 1 (default: likely)
      --schedule <any|fifo>                      ready tasks run in any order, or in the exact microtask order (default: any)
      --fail-on-incomplete                       exit with 3 when nothing is found but an entry is incomplete
      --engine <coffman|spin>                    what explores: Coffman, or SPIN where it is installed (default: coffman)
      --spin-options <options>                   what spin -run is given besides, such as -swarm4,30 or -bfspar
  -q, --quiet                                    print nothing on stdout; the exit code and the files of -o tell
      --stats                                    report elapsed times, which differ from run to run
  -h, --help                                     print this help
`;
