// Prints, for topics of the fixtures, the states with the reductions and without any, and what `coffman check` of all fixtures, or of the folders
// that are named, takes beside `tsc --noEmit` of the same files. CPU seconds, as other work on the machine matters less to them.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildModels } from '../dist/model/build.js';
import { checkModel } from '../dist/checker/check.js';
import { reductionNames } from '../dist/checker/reductions.js';

const options = { maxStates: 10_000, timeoutSeconds: 10, maxMemoryMb: 1000, schedule: 'any' };

function statesOf(files, without) {
  const entries = [...buildModels({ root: process.cwd(), files }).models].map((model) => checkModel(model, { ...options, without }).entries[0]);
  return entries.map(({ states, reason }) => ({ states, isWhole: reason === null }));
}

console.log('| topic | programs | states | without reductions | median of the ratios |\n|---|---|---|---|---|');
for (const topic of ['classic', 'channel', 'select', 'mutex', 'rwlock', 'condition', 'limiter', 'buggy']) {
  const folder = join('fixtures', topic);
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts')).map((file) => resolve(folder, file));
  const reduced = statesOf(files, []);
  const full = statesOf(files, reductionNames);
  const both = reduced.flatMap((one, i) => (one.isWhole && full[i].isWhole ? [[one.states, full[i].states]] : []));
  const ratios = both.map(([few, many]) => many / few).sort((a, b) => a - b);
  const sum = (which) => both.reduce((total, pair) => total + pair[which], 0);
  console.log(`| ${topic} | ${both.length} | ${sum(0)} | ${sum(1)} | ${ratios[ratios.length >> 1].toFixed(1)} |`);
}

function seconds(...command) {
  const { stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2> /dev/null', 'bash', process.execPath, ...command], { encoding: 'utf8' });
  return stderr.trim().split(' ').reduce((sum, part) => sum + Number(part), 0);
}

console.log('\n| | files | `coffman check` | `tsc --noEmit` |\n|---|---|---|---|');
for (const folder of process.argv.length > 2 ? process.argv.slice(2) : ['fixtures']) {
  const project = resolve('bench', 'tsconfig.measured.json');
  writeFileSync(project, JSON.stringify({ extends: '../fixtures/tsconfig.json', include: [`${resolve(folder)}/**/*.ts`] }));
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.ts') && !file.includes('node_modules')).length;
  const checked = seconds('dist/cli/bin.js', 'check', folder, '--fail-on', 'never', '--no-cache');
  const compiled = seconds('node_modules/typescript/bin/tsc', '-p', project);
  rmSync(project);
  console.log(`| ${folder} | ${files} | ${checked.toFixed(1)} s | ${compiled.toFixed(1)} s |`);
}
