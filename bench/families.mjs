// Families of programs with a size, explored as finite models, by SPIN on the exported model, by the machine and naively.
// CPU seconds, medians of several runs; SPIN's time to a verdict includes `spin -a` and the C compiler.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildModels } from '../dist/model/build.js';
import { checkModel } from '../dist/checker/check.js';
import { analyse } from '../dist/checker/finite/analyse.js';
import { toPromela } from '../dist/checker/finite/promela.js';
import { families } from './family-texts.mjs';

const runs = Number(process.argv[2] ?? 3);
const sizes = [
  ...[3, 5, 6, 7, 8].map((n) => ['philosophers', n]), ...[5, 7].map((n) => ['philosophers, ordered', n]),
  ['pipeline, 3 values', 2, 1], ['pipeline, 3 values', 3, 1], ['pipeline, 3 values', 4, 1],
  ['fan-out', 3], ['fan-out', 4], ['independent pairs', 3], ['independent pairs', 5], ['ring election', 4], ['ring election', 5],
];

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

function cpu(run) {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

const folder = mkdtempSync(join(tmpdir(), 'coffman-bench-'));

/** CPU seconds of a command and its children. */
function command(text) {
  const { stdout, stderr } = spawnSync('bash', ['-c', `time -p { ${text} ; } 2>&1`], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
  const [user, sys] = ['user', 'sys'].map((name) => Number(new RegExp(`^${name} ([\\d.]+)`, 'm').exec(stderr)?.[1] ?? 0));
  return { out: stdout, seconds: user + sys };
}

function spin(flags) {
  const made = command(`spin -a model.pml && gcc -O2 -w -DSAFETY ${flags} -o pan pan.c`);
  const ran = median(count(runs).map(() => command('./pan -c0 -m3000000 -w22').seconds));
  const { out } = command('./pan -c0 -m3000000 -w22');
  return { states: Number(/([\d.e+]+) states, stored/.exec(out)?.[1] ?? NaN), seconds: ran, verdict: made.seconds + ran };
}

function general(model, options) {
  const { result, seconds } = cpu(() => checkModel(model, { maxStates: 3000, timeoutSeconds: 20, maxMemoryMb: 2000, schedule: 'any', ...options }));
  return result.entries[0].states / seconds;
}

const rows = [];
for (const [family, ...size] of sizes) {
  writeFileSync(join(folder, 'a.ts'), families[family](...size));
  const [model] = buildModels({ root: folder, files: [join(folder, 'a.ts')] }).models;
  const explore = () => analyse(model, model.entries[0], { maxStates: 5e6, timeoutSeconds: 300, maxMemoryMb: 3000, now: () => performance.now() });
  const measured = count(runs).map(() => cpu(explore));
  const { searched, model: finite } = measured[0].result;
  const seconds = median(measured.map((m) => m.seconds));
  writeFileSync(join(folder, 'model.pml'), toPromela(model, model.entries[0], finite, true).text);
  const full = spin('-DNOREDUCE');
  const reduced = spin('');
  const row = {
    family: `${family} ${size.join(' × ')}`, states: searched.states, transitions: searched.transitions, bytes: searched.bytes / searched.states,
    rate: searched.states / seconds, seconds, spinStates: full.states, spinRate: full.states / full.seconds, spinReduced: reduced.states, spinVerdict: full.verdict,
    machine: general(model, {}), naive: general(model, { isNaive: true }),
  };
  rows.push(row);
  const n = (value, digits = 0) => value.toFixed(digits);
  console.log(`| ${row.family} | ${row.states} | ${row.transitions} | ${n(row.bytes, 1)} | ${n(row.rate)} | ${n(row.seconds, 2)} | ${row.spinStates} | ${row.spinReduced} | ${Number.isFinite(row.spinRate) ? n(row.spinRate) : '–'} | ${n(row.spinVerdict, 2)} | ${n(row.machine)} | ${n(row.naive)} |`);
}
const large = rows.filter((row) => row.states > 5000);
const ratio = (of, to) => median(large.map((row) => row[of] / row[to])).toFixed(2);
console.log(`\nmedians over the models of more than 5,000 states: states/s ${ratio('rate', 'spinRate')} × SPIN, ${ratio('rate', 'naive')} × naive, ${ratio('rate', 'machine')} × machine; time to verdict ${ratio('seconds', 'spinVerdict')} × SPIN's`);
rmSync(folder, { recursive: true });
