// Prints, for each topic of the fixtures, states and seconds of the reduced and of the full exploration side by side.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildModels } from '../dist/model/build.js';
import { checkModel } from '../dist/checker/check.js';

const options = { maxStates: 40_000, timeoutSeconds: 20, maxMemoryMb: 1000, schedule: 'any' };

function measure(files, reduce) {
  const started = performance.now();
  let states = 0;
  for (const model of buildModels({ root: process.cwd(), files }).models) {
    for (const entry of checkModel(model, { ...options, reduce }).entries) states += entry.states;
  }
  return { states, seconds: (performance.now() - started) / 1000 };
}

console.log('topic           reduced: states    seconds   full: states    seconds   states full/reduced');
for (const topic of ['classic', 'channel', 'select', 'mutex', 'rwlock', 'condition', 'limiter', 'buggy']) {
  const folder = join('fixtures', topic);
  const files = readdirSync(folder).filter((f) => f.endsWith('.ts')).map((f) => resolve(folder, f));
  const reduced = measure(files, true);
  const full = measure(files, false);
  console.log(`${topic.padEnd(12)}${String(reduced.states).padStart(20)}${reduced.seconds.toFixed(2).padStart(11)}${String(full.states).padStart(15)}${full.seconds.toFixed(2).padStart(11)}${(full.states / reduced.states).toFixed(1).padStart(22)}`);
}
