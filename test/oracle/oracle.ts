// Compares what is said of the fixtures, of further files and of generated programs by the fast explorer, by it without each of its
// reductions, by the naive one, by the finite model and by SPIN.
// npm run oracle [-- --generated n] [--jobs n] [files and folders…]
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { programs as arbitraryPrograms, textOf } from '../checker/programs.ts';
import { Comparison } from './compare.ts';
import { hasSpin } from './spin.ts';

const { values, positionals } = parseArgs({ options: { generated: { type: 'string', default: '500' }, jobs: { type: 'string' } }, allowPositionals: true });

interface Program {
  readonly name: string;
  readonly file: string;
  /** What is written to the file first. */
  readonly text?: string;
}

/** What a job tells of a program. */
type Told = Pick<Comparison, 'counts' | 'disagreements' | 'refused'>;

/** In an order in which those of one kind do not follow one another, so that what is known half way is known of all kinds. */
function allPrograms(): Program[] {
  const files = (positionals.length > 0 ? positionals : ['fixtures']).flatMap(filesOf).map((file): Program => ({ file, name: file.replace(`${process.cwd()}/`, '') }));
  const generated = fc.sample(arbitraryPrograms, { numRuns: Number(values.generated), seed: 1 }).map((program, i): Program => ({ name: `generated ${String(i)}`, file: 'generated.ts', text: textOf(program) }));
  const orderOf = ({ name }: Program): string => createHash('sha256').update(name).digest('hex');
  return [...files, ...generated].map((program) => ({ program, order: orderOf(program) })).sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ program }) => program);
}

/** Files as they are given; of folders all that lies in them. */
function filesOf(path: string): string[] {
  return statSync(path).isDirectory() ? globSync(['**/*.{ts,mts,cts,tsx,js,mjs,cjs,csp}'], { cwd: path, absolute: true, ignore: ['**/node_modules/**', '**/*.d.{ts,mts,cts}'] }).sort() : [resolve(path)];
}

/** Compares the programs whose numbers it is sent, one after the other. */
function work(tell: (told: Told) => void): void {
  const programs = allPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'coffman-oracle-'));
  process.on('disconnect', () => { rmSync(folder, { recursive: true }); });
  process.on('message', (index: number) => {
    const { name, file, text } = programs[index];
    const comparison = new Comparison(name, folder);
    const path = resolve(folder, file);
    if (text !== undefined) writeFileSync(path, text);
    comparison.file(path);
    tell(comparison);
  });
}

/** Hands out the programs to so many processes, and adds up what they tell. */
async function lead(jobs: number): Promise<void> {
  const programs = allPrograms();
  const counts: Record<string, number> = {};
  const refused: Told['refused'][number][] = [];
  let next = 0;
  let done = 0;
  let differ = 0;
  const add = (told: Told): void => {
    done++;
    differ += told.disagreements.length;
    told.disagreements.forEach((text) => { console.log(text); });
    refused.push(...told.refused);
    for (const [what, times] of Object.entries(told.counts)) counts[what] = (counts[what] ?? 0) + times;
  };
  const soFar = (): string => `${String(done)} of ${String(programs.length)} programs, ${String(differ)} disagreements, after ${(performance.now() / 60_000).toFixed(1)} minutes`;
  const progress = setInterval(() => { console.error(soFar()); }, 30_000);
  await Promise.all(Array.from({ length: jobs }, () => new Promise<void>((ended, failed) => {
    const child = fork(process.argv[1], process.argv.slice(2));
    let current = '';
    const handOut = (): void => {
      if (next === programs.length) {
        child.disconnect();
        return;
      }
      current = programs[next].name;
      child.send(next++);
    };
    child.on('message', (told) => {
      add(told as Told);
      handOut();
    });
    child.on('exit', (code) => { if (code === 0) ended(); else failed(new Error(`a job ended with ${String(code)} at ${current}`)); });
    handOut();
  })));
  clearInterval(progress);
  if (!hasSpin) console.log('SPIN, or a compiler for what it writes, is not installed: nothing is compared with SPIN');
  for (const reason of new Set(refused.map((one) => one.reason)).values()) console.log(`no finite model, ${reason}: ${refused.filter((one) => one.reason === reason).map(({ entry }) => entry).sort().join(', ')}`);
  for (const what of Object.keys(counts).sort()) console.log(`${String(counts[what]).padStart(6)}  ${what}`);
  console.log(soFar());
  process.exitCode = differ === 0 ? 0 : 1;
}

if (process.send === undefined) await lead(Number(values.jobs ?? availableParallelism()));
else work(process.send.bind(process));
