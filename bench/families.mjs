// Families of programs with a size, explored as finite models, by SPIN on the exported model, by the machine and naively.
// CPU seconds, medians of several runs; SPIN's time to a verdict includes `spin -a` and the C compiler, Coffman's the steps that it runs to learn the model.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildModels } from '../dist/model/build.js';
import { checkModel } from '../dist/checker/check.js';
import { analyse } from '../dist/checker/finite/analyse.js';
import { search } from '../dist/checker/finite/search.js';
import { toPromela } from '../dist/checker/finite/promela.js';
import { families } from './family-texts.mjs';

const runs = Number(process.argv[2] ?? 3);
const sizes = [
  ...[3, 5, 7, 8].map((n) => ['philosophers', n]), ...[5, 7].map((n) => ['philosophers, ordered', n]), ...[2, 3, 4].map((n) => ['pipeline, 3 values', n, 1]),
  ...[3, 4, 5].map((n) => ['fan-out', n]), ...[3, 4].map((n) => ['independent pairs', n]), ...[4, 6].map((n) => ['identical workers', n]), ...[5, 6].map((n) => ['ring election', n]),
];
/** How states grow with the size, with the reductions of the fast explorer. */
const growth = [['independent pairs', [1, 2, 3, 4, 6, 8]], ['identical workers', [2, 3, 4, 5, 6, 8]]];
const limits = { maxStates: 5e6, timeoutSeconds: 300, maxMemoryMb: 2000, now: () => performance.now() };
/** The machine and the naive explorer are cut off here. */
const few = { maxStates: 3000, timeoutSeconds: 20, maxMemoryMb: 2000, schedule: 'any' };

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const repeated = (run) => Array.from({ length: runs }, run);

function cpu(run) {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

const folder = mkdtempSync(join(tmpdir(), 'coffman-bench-'));

function modelOf(family, size) {
  writeFileSync(join(folder, 'a.ts'), families[family](...size));
  const [model] = buildModels({ root: folder, files: [join(folder, 'a.ts')] }).models;
  return model;
}

/** CPU seconds of a command and its children. */
function command(text) {
  const { stdout, stderr } = spawnSync('bash', ['-c', `time -p { ${text} ; } 2>&1`], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
  const [user, sys] = ['user', 'sys'].map((name) => Number(new RegExp(`^${name} ([\\d.]+)`, 'm').exec(stderr)?.[1] ?? 0));
  return { out: stdout, seconds: user + sys };
}

function spin(flags) {
  const made = command(`spin -a model.pml && gcc -w -DSAFETY ${flags} -o pan pan.c`);
  const ran = repeated(() => command('./pan -c0 -m3000000 -w22'));
  const states = Number(/([\d.e+]+) states, stored/.exec(ran[0].out)?.[1] ?? NaN);
  const seconds = median(ran.map((run) => run.seconds));
  return { states, rate: states / seconds, verdict: made.seconds + seconds };
}

function general(model, options) {
  const { result, seconds } = cpu(() => checkModel(model, { ...few, ...options }));
  return result.entries[0].states / seconds;
}

const rows = [];
for (const [family, ...size] of sizes) {
  const model = modelOf(family, size);
  const analysed = repeated(() => cpu(() => analyse(model, model.entries[0], limits)));
  const { model: finite } = analysed[0].result;
  const searches = repeated(() => cpu(() => search(finite, limits)));
  const { states, transitions, bytes } = searches[0].result;
  writeFileSync(join(folder, 'model.pml'), toPromela(model, model.entries[0], finite, true).text);
  const full = spin('-O2 -DNOREDUCE');
  const reduced = spin('-O2');
  const breadthFirst = spin('-O3 -DNOREDUCE -DBFS');
  const row = {
    family: `${family} ${size.join(' × ')}`, states, transitions, bytes: bytes / states, rate: states / median(searches.map((run) => run.seconds)),
    verdict: median(analysed.map((run) => run.seconds)), spinStates: full.states, spinReduced: reduced.states, spinRate: full.rate, spinBest: Math.max(full.rate, reduced.rate, breadthFirst.rate),
    spinVerdict: Math.min(full.verdict, reduced.verdict), machine: general(model, {}), naive: general(model, { isNaive: true }),
  };
  rows.push(row);
  const n = (value, digits = 0) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
  console.log(`| ${row.family} | ${row.states} | ${row.transitions} | ${n(row.bytes, 1)} | ${n(row.rate)} | ${n(row.verdict, 2)} | ${row.spinStates} | ${row.spinReduced} | ${n(row.spinRate)} | ${n(row.spinBest)} | ${n(row.spinVerdict, 2)} | ${n(row.machine)} | ${n(row.naive)} |`);
}
const large = rows.filter((row) => row.states > 5000);
const ratio = (of, to) => median(large.map((row) => row[of] / row[to])).toFixed(2);
console.log(`\nmedians over the ${large.length} models of more than 5,000 states: states/s ${ratio('rate', 'spinRate')} × SPIN, ${ratio('rate', 'spinBest')} × SPIN at its best, ${ratio('rate', 'naive')} × naive, ${ratio('rate', 'machine')} × machine; time to verdict ${ratio('verdict', 'spinVerdict')} × SPIN's`);
console.log(`at most: ${Math.max(...large.map((row) => row.bytes)).toFixed(1)} bytes/state, ${Math.max(...rows.map((row) => row.verdict / row.spinVerdict)).toFixed(2)} × SPIN's time to verdict, ${Math.max(...rows.map((row) => row.states / row.spinReduced)).toFixed(2)} × SPIN's reduced states`);
for (const [family, list] of growth) {
  const states = list.map((size) => checkModel(modelOf(family, [size]), few).entries[0]);
  console.log(`${family} ${list.join(', ')}: ${states.map((entry) => (entry.reason === null ? entry.states : `over ${entry.states}`)).join(', ')} states`);
}
rmSync(folder, { recursive: true });
