// Compares what the machine, the finite model and SPIN say of the fixtures, of further files and of generated programs.
// npm run oracle [-- --generated n] [--spin-every n] [files and folders…]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';
import { analyse } from '../../src/checker/finite/analyse.ts';
import { toPromela } from '../../src/checker/finite/promela.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Entry, Model } from '../../src/model/ir/ir.ts';
import { parseModel } from '../../src/model/parse.ts';
import { printModel } from '../../src/model/print.ts';
import { generate } from './generate.ts';
import { finiteVerdict, generalVerdict } from './verdicts.ts';

const { values, positionals } = parseArgs({ options: { generated: { type: 'string', default: '500' }, 'spin-every': { type: 'string', default: '1' } }, allowPositionals: true });
const every = Number(values['spin-every']);
const hasSpin = spawnSync('spin', ['-V']).status === 0 && spawnSync('gcc', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'coffman-oracle-'));
const counts = { texts: 0, compared: 0, reduced: 0, bySpin: 0, refused: 0, tooLarge: 0, differ: 0 };
const limits = { maxStates: 60_000, timeoutSeconds: 30, maxMemoryMb: 2000, keepsGraph: true, now: () => performance.now() };

function compare(name: string, model: Model, entry: Entry): void {
  const analysis = analyse(model, entry, limits);
  if (analysis.kind === 'refused') {
    counts.refused++;
    return;
  }
  const { model: finite, searched } = analysis;
  const general = searched.incomplete === undefined ? generalVerdict(model, entry, 30_000) : undefined;
  if (general === undefined) {
    counts.tooLarge++;
    return;
  }
  counts.compared++;
  tell(`${name} ${entry.name}: the machine`, general.join(), finiteVerdict(finite, searched).join());
  const reduced = analyse(model, entry, { ...limits, reduces: true });
  if (reduced.kind === 'finite' && reduced.searched.incomplete === undefined) {
    counts.reduced++;
    tell(`${name} ${entry.name}: with steps put off`, finiteVerdict(reduced.model, reduced.searched).join(), finiteVerdict(finite, searched).join());
  }
  if (!hasSpin || counts.compared % every !== 0) return;
  counts.bySpin++;
  const ours = `${searched.quiescent.length > 0 ? 'blocked ' : ''}${searched.ends.some(({ effect }) => effect.end?.misuse !== undefined) ? 'misused' : ''}`;
  tell(`${name} ${entry.name}: SPIN`, bySpin(toPromela(model, entry, finite, true).text), ours);
}

function bySpin(text: string): string {
  writeFileSync(join(folder, 'model.pml'), text);
  const { stdout } = spawnSync('sh', ['-c', 'spin -a model.pml && gcc -O0 -w -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -c0 -m1000000 -w18'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!stdout.includes('states, stored') || stdout.includes('max search depth too small')) return `no result: ${stdout.slice(0, 300)}`;
  const violated = [...stdout.matchAll(/assertion violated(.*)/g)].map(([, assertion]) => assertion);
  return `${violated.some((assertion) => !assertion.includes('misused')) ? 'blocked ' : ''}${violated.some((assertion) => assertion.includes('misused')) ? 'misused' : ''}`;
}

function tell(what: string, expected: string, found: string): void {
  if (expected === found) return;
  counts.differ++;
  console.log(`${what}: ${expected === '' ? 'nothing' : expected}; the finite model: ${found === '' ? 'nothing' : found}`);
}

function compareFile(file: string, name: string): void {
  for (const model of buildModels({ root: process.cwd(), files: [file] }).models) {
    counts.texts++;
    if (!isDeepStrictEqual(parseModel(printModel(model)), model)) tell(`${name}: its text read back`, 'the same model', 'another');
    for (const entry of model.entries) compare(name, model, entry);
  }
}

/** Files as they are given; of folders all that lies in them. */
function filesOf(path: string): string[] {
  return statSync(path).isDirectory() ? globSync(['**/*.{ts,mts,cts,tsx,js,mjs,cjs,csp}'], { cwd: path, absolute: true, ignore: ['**/node_modules/**', '**/*.d.{ts,mts,cts}'] }).sort() : [resolve(path)];
}

for (const file of (positionals.length > 0 ? positionals : ['fixtures']).flatMap(filesOf)) compareFile(file, file.replace(`${process.cwd()}/`, ''));
for (let seed = 0; seed < Number(values.generated); seed++) {
  writeFileSync(join(folder, 'generated.ts'), generate(seed));
  compareFile(join(folder, 'generated.ts'), `generated ${String(seed)}`);
}
rmSync(folder, { recursive: true });
console.log(`${String(counts.texts)} texts read back; ${String(counts.compared)} entries compared with the machine, ${String(counts.reduced)} with steps put off, ${hasSpin ? `${String(counts.bySpin)} of them with SPIN` : 'none with SPIN, which is not installed'}; ${String(counts.refused)} refused, ${String(counts.tooLarge)} too large; ${String(counts.differ)} differ`);
process.exitCode = counts.differ === 0 ? 0 : 1;
