// Compares what is said of the fixtures, of further files and of generated programs by the fast explorer, by it without each of its
// reductions, by the naive one, by the finite model and by SPIN.
// npm run oracle [-- --generated n] [--spin-every n] [--jobs n] [--minutes n] [files and folders…]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';
import { analyse } from '../../src/checker/finite/analyse.ts';
import type { FiniteModel } from '../../src/checker/finite/finite-model.ts';
import { toPromela } from '../../src/checker/finite/promela.ts';
import type { Searched } from '../../src/checker/finite/search.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Entry, Model } from '../../src/model/ir/ir.ts';
import { parseModel } from '../../src/model/parse.ts';
import { printModel } from '../../src/model/print.ts';
import { generate } from './generate.ts';
import { finiteVerdict, generalVerdict, otherWays, type Verdict } from './verdicts.ts';

const { values, positionals } = parseArgs({
  options: { generated: { type: 'string', default: '500' }, 'spin-every': { type: 'string', default: '1' }, jobs: { type: 'string' }, minutes: { type: 'string', default: '20' }, part: { type: 'string' } },
  allowPositionals: true,
});
const jobs = Number(values.jobs ?? Math.min(4, availableParallelism()));
const every = Number(values['spin-every']);
const hasSpin = spawnSync('spin', ['-V']).status === 0 && spawnSync('gcc', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'coffman-oracle-'));

/** What one program may take of each; what meets a bound is counted, and compared no further. */
const fastLimits = { maxStates: 8000, timeoutSeconds: 4 };
const slowLimits = { maxStates: 3000, timeoutSeconds: 2 };
const finiteLimits = { maxStates: 30_000, timeoutSeconds: 5, maxMemoryMb: 2000, keepsGraph: true, now: () => performance.now() };
const spinSeconds = 30;

const counts: Record<string, number> = { programs: 0, 'texts read back': 0, entries: 0, 'too large for the fast explorer': 0 };
let differ = 0;

function count(what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

function compare(name: string, model: Model, entry: Entry): void {
  count('entries');
  const started = performance.now();
  const general = generalVerdict(model, entry, fastLimits);
  if (general === undefined) {
    count('too large for the fast explorer');
  } else if (performance.now() - started < slowLimits.timeoutSeconds * 1000) {
    for (const [way, options] of Object.entries(otherWays)) {
      const other = generalVerdict(model, entry, slowLimits, options);
      count(`fast ${other === undefined ? 'and too large' : 'compared with'} ${way}`);
      if (other !== undefined) tell(`${name} ${entry.name}: ${way}`, other, general);
    }
  }
  compareFinite(name, model, entry, general);
}

function compareFinite(name: string, model: Model, entry: Entry, general: Verdict | undefined): void {
  const analysis = analyse(model, entry, finiteLimits);
  if (analysis.kind === 'refused' || analysis.searched.incomplete !== undefined) {
    count(analysis.kind === 'refused' ? `no finite model: ${analysis.reason.replace(/^.* is made again/, 'something is made again')}` : 'finite model too large');
    return;
  }
  const { model: finite, searched } = analysis;
  const verdict = finiteVerdict(finite, searched);
  if (general !== undefined) {
    count('fast compared with the finite model');
    tell(`${name} ${entry.name}: the finite model`, verdict, general);
  }
  const reduced = analyse(model, entry, { ...finiteLimits, reduces: true });
  if (reduced.kind === 'finite' && reduced.searched.incomplete === undefined) {
    count('finite model compared with itself, steps put off');
    tell(`${name} ${entry.name}: the finite model, steps put off`, finiteVerdict(reduced.model, reduced.searched), verdict);
  }
  compareSpin(`${name} ${entry.name}: SPIN`, model, entry, finite, searched);
}

let finiteModels = 0;

function compareSpin(what: string, model: Model, entry: Entry, finite: FiniteModel, searched: Searched): void {
  if (!hasSpin || finiteModels++ % every !== 0) return;
  const found = bySpin(toPromela(model, entry, finite, true).text);
  count(found === undefined ? 'too large for SPIN' : 'finite model compared with SPIN');
  if (found !== undefined) tell(what, found, [...(searched.quiescent.length > 0 ? ['blocked'] : []), ...(searched.ends.some(({ effect }) => effect.end?.misuse !== undefined) ? ['misused'] : [])]);
}

function bySpin(text: string): Verdict | undefined {
  writeFileSync(join(folder, 'model.pml'), text);
  const { stdout } = spawnSync('sh', ['-c', `spin -a model.pml && gcc -O0 -w -DSAFETY -DNOREDUCE -o pan pan.c && timeout ${String(spinSeconds)} ./pan -c0 -m1000000 -w18`], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (stdout.includes('max search depth too small')) return undefined;
  if (!stdout.includes('states, stored')) return [`no result: ${stdout.slice(0, 300)}`];
  const violated = [...stdout.matchAll(/assertion violated(.*)/g)].map(([, assertion]) => assertion);
  return [...(violated.some((assertion) => !assertion.includes('misused')) ? ['blocked'] : []), ...(violated.some((assertion) => assertion.includes('misused')) ? ['misused'] : [])];
}

function tell(what: string, found: Verdict, expected: Verdict): void {
  if (found.join() === expected.join()) return;
  differ++;
  console.log(`${what}: ${found.length === 0 ? 'nothing' : found.join()} instead of ${expected.length === 0 ? 'nothing' : expected.join()}`);
}

function compareFile(file: string, name: string): void {
  count('programs');
  for (const model of buildModels({ root: process.cwd(), files: [file] }).models) {
    count('texts read back');
    if (!isDeepStrictEqual(parseModel(printModel(model)), model)) tell(`${name}: its text read back`, ['another model'], ['the same model']);
    for (const entry of model.entries) compare(name, model, entry);
  }
}

/** Files as they are given; of folders all that lies in them. */
function filesOf(path: string): string[] {
  return statSync(path).isDirectory() ? globSync(['**/*.{ts,mts,cts,tsx,js,mjs,cjs,csp}'], { cwd: path, absolute: true, ignore: ['**/node_modules/**', '**/*.d.{ts,mts,cts}'] }).sort() : [resolve(path)];
}

interface Program {
  readonly name: string;
  readonly file: string;
  /** What is written to the file first. */
  readonly text?: () => string;
}

/** In an order in which those of one kind do not follow one another, so that what a run has no time for is of all kinds. */
function programs(): Program[] {
  const files = (positionals.length > 0 ? positionals : ['fixtures']).flatMap(filesOf).map((file): Program => ({ file, name: file.replace(`${process.cwd()}/`, '') }));
  const generated = Array.from({ length: Number(values.generated) }, (_, seed): Program => ({ name: `generated ${String(seed)}`, file: join(folder, 'generated.ts'), text: () => generate(seed) }));
  const orderOf = ({ name }: Program): string => createHash('sha256').update(name).digest('hex');
  return [...files, ...generated].map((program) => ({ program, order: orderOf(program) })).sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ program }) => program);
}

/** Every n-th program, where n is how many jobs there are. */
function compareShare(part: number): void {
  const share = programs().filter((_, i) => i % jobs === part);
  for (const { name, file, text } of share) {
    if (performance.now() > Number(values.minutes) * 60_000) {
      count('programs that there was no time for');
      continue;
    }
    if (text !== undefined) writeFileSync(file, text());
    compareFile(file, name);
  }
}

/** Runs a share in a process of its own and adds what it counted. */
function runShare(part: number): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1), '--jobs', String(jobs), '--part', String(part)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.on('message', (message) => {
    const counted = message as { readonly counts: Readonly<Record<string, number>>; readonly differ: number };
    differ += counted.differ;
    for (const [what, times] of Object.entries(counted.counts)) counts[what] = (counts[what] ?? 0) + times;
  });
  return new Promise((done, failed) => child.on('exit', (code) => { if (code === 0) done(); else failed(new Error(`a job ended with ${String(code)}`)); }));
}

if (values.part !== undefined) {
  compareShare(Number(values.part));
  process.send?.({ counts, differ });
} else {
  await Promise.all(Array.from({ length: jobs }, (_, part) => runShare(part)));
  if (!hasSpin) console.log('SPIN or gcc is not installed: nothing is compared with SPIN');
  for (const what of Object.keys(counts).sort()) console.log(`${String(counts[what]).padStart(6)}  ${what}`);
  console.log(`${String(differ).padStart(6)}  disagreements, after ${(performance.now() / 60_000).toFixed(1)} minutes`);
  process.exitCode = differ === 0 ? 0 : 1;
}
rmSync(folder, { recursive: true });
