// Runs the programs of a file against the installed packages: `node run-real.mjs RUNS FILE…` prints, as JSON, for each
// program what its runs told. Timers and immediates wait in one list, of which a seeded scheduler fires any; a run is
// over when nothing is left to fire.
import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';

const [runs, ...files] = process.argv.slice(2);
const real = { setImmediate: globalThis.setImmediate };
let waiting = [];
let seed = 1;
let turns = 1;

function random(n) {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) % n;
}

class Timer {
  constructor(call, isRepeated) {
    this.call = call;
    this.isRepeated = isRepeated;
    waiting.push(this);
  }

  ref() { return this; }

  unref() { return this; }

  [Symbol.toPrimitive]() { return 1; }
}

const cancel = (timer) => { waiting = waiting.filter((other) => other !== timer); };
globalThis.setTimeout = (callback, _delay, ...args) => new Timer(() => callback(...args), false);
globalThis.setImmediate = (callback, ...args) => new Timer(() => callback(...args), false);
globalThis.setInterval = (callback, _delay, ...args) => new Timer(() => callback(...args), true);
globalThis.clearTimeout = cancel;
globalThis.clearImmediate = cancel;
globalThis.clearInterval = cancel;
// what newer packages need of a newer Node
Promise.withResolvers ??= function withResolvers() {
  let settle;
  const promise = new Promise((resolve, reject) => { settle = { resolve, reject }; });
  return { promise, ...settle };
};
// what packages say of themselves is not what the programs tell
for (const level of ['log', 'warn', 'error', 'debug']) console[level] = () => undefined;
process.on('unhandledRejection', () => undefined);

/** Lets all microtasks and ticks run, and messages between ports, which come in turns of the event loop. */
async function settle() {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => { real.setImmediate(resolve); });
}

async function run(program) {
  waiting = [];
  program();
  await settle();
  for (let steps = 0; waiting.length > 0 && steps < 200; steps++) {
    const [timer] = waiting.splice(random(waiting.length), 1);
    if (timer.isRepeated) waiting.push(timer);
    timer.call();
    await settle();
  }
}

const results = [];
if (files.some((file) => /(?:idb|indexeddb)\.js$/.test(file))) await import('fake-indexeddb/auto');
if (files.some((file) => /\b(?:knex|pg)\.js$/.test(file))) globalThis.fakes = await import('./fakes.mjs');
const { forget, told } = await import(new URL('programs/log.js', import.meta.url));
for (const file of files) {
  const programs = await import(pathToFileURL(file));
  turns = basename(file) === 'ports.js' ? 5 : 1;
  for (const [name, program] of Object.entries(programs)) {
    const traces = new Set();
    for (let i = 1; i <= Number(runs); i++) {
      seed = i * 7919;
      forget();
      await run(program);
      traces.add(told().trim());
    }
    results.push({ library: basename(file, '.js'), program: name, traces: [...traces] });
  }
}
writeSync(1, JSON.stringify(results));
process.exit(0);
