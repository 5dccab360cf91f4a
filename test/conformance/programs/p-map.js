import pMap, { pMapSkip } from 'p-map';
import { log, outcome, tick } from './log.js';

export async function atMostTwo() {
  const all = await pMap(['a', 'b', 'c'], async (name) => {
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    return name === 'b' ? pMapSkip : name;
  }, { concurrency: 2 });
  log(all.length);
}

export async function firstFailureRejects() {
  await outcome('map', pMap(['a', 'b', 'c'], async (name) => {
    await tick();
    log(name);
    if (name === 'a') throw new Error('no');
  }, { concurrency: 1 }));
}

export async function allFailuresTogether() {
  await outcome('map', pMap(['a', 'b'], async (name) => {
    log(name);
    throw new Error('no');
  }, { concurrency: 1, stopOnError: false }));
}

export async function aborted() {
  const controller = new AbortController();
  outcome('map', pMap(['a', 'b'], () => new Promise(() => undefined), { signal: controller.signal }));
  await tick();
  controller.abort();
}
