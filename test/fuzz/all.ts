import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { attempt, textIn, type Attempt } from './attempt.ts';
import { extremes } from './extremes.ts';
import { textOf } from './texts.ts';

/**
 * `npm run fuzz [FROM COUNT | FILES…]`: seeds, or the files that are named, one after the other in a process of their own, so that one that
 * hangs can be told and left. What goes wrong is printed with its seed, and its text is written beside, for test/fuzz/kept.
 */
const [mode, ...rest] = process.argv.slice(2);

/** A file that takes longer by the clock is given up; a busy machine must not make one. */
const patienceMs = 120_000;

interface Result extends Attempt {
  readonly name: string;
}

function textNamed(name: string): string {
  if (/^\d+$/.test(name)) return textOf(Number(name));
  const [, times, index] = /^extreme:(\d+):(\d+)$/.exec(name) ?? [];
  return times === undefined ? textIn(name) : extremes(Number(times))[Number(index)];
}

async function child(names: readonly string[]): Promise<void> {
  for (const name of names) {
    process.send?.({ started: name });
    const result: Result = { name, ...await attempt(textNamed(name)) };
    process.send?.(result);
  }
  process.disconnect();
}

async function parent(given: readonly string[]): Promise<void> {
  const [from = '0', count = '5000'] = given;
  const seeds = Array.from({ length: Number(count) }, (_, index) => String(Number(from) + index));
  const extremeNames = [30, 200, 2000].flatMap((times) => extremes(times).map((_, index) => `extreme:${times}:${index}`));
  const names = given.length > 0 && !/^\d+$/.test(from) ? given : given.length > 0 ? seeds : [...extremeNames, ...seeds];
  const tally = { files: 0, parsed: 0, findings: 0, messages: 0, bad: 0 };
  const slow: [number, string][] = [];
  for (let next = 0; next < names.length;) next = await run(names, next, (result) => {
    tally.files++;
    tally.parsed += Number(result.doesParse);
    tally.findings += result.findings;
    tally.messages += result.messages;
    if (result.seconds > 2) slow.push([result.seconds, result.name]);
    if (result.problems.length > 0) tell(result, ++tally.bad);
    if (tally.files % 500 === 0) console.log(JSON.stringify(tally));
  });
  console.log(JSON.stringify(tally));
  for (const [seconds, name] of slow.sort((a, b) => b[0] - a[0]).slice(0, 10)) console.log(`slow: ${seconds.toFixed(1)} s  ${name}`);
  process.exitCode = tally.bad === 0 ? 0 : 1;
}

function tell({ name, problems }: Pick<Result, 'name' | 'problems'>, bad: number): void {
  console.log(`== ${name}\n${problems.join('\n')}`);
  if (bad <= 50 && /^\d+$/.test(name)) writeFileSync(`fuzz-${name}.ts`, textOf(Number(name)));
}

const batch = 500;

/** Runs some of the names in a process; the index of the first that is still to do. */
function run(names: readonly string[], from: number, done: (result: Result) => void): Promise<number> {
  const some = names.slice(from, from + batch);
  return new Promise((resolve) => {
    const process = fork(fileURLToPath(import.meta.url), ['child', ...some]);
    let finished = 0;
    let current = some[0];
    let timer = setTimeout(giveUp, patienceMs);
    function giveUp(): void {
      process.kill('SIGKILL');
    }
    process.on('message', (message: { readonly started: string } | Result) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patienceMs);
      if ('started' in message) current = message.started;
      else {
        finished++;
        done(message);
      }
    });
    process.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (finished < some.length) done({ name: current, problems: [signal === 'SIGKILL' ? `hangs: no answer in ${patienceMs / 1000} s` : `the process ended with ${String(code ?? signal)}`], seconds: patienceMs / 1000, doesParse: false, findings: 0, messages: 0 });
      resolve(from + finished + Number(finished < some.length));
    });
  });
}

if (mode === 'child') await child(rest);
else await parent(process.argv.slice(2));
