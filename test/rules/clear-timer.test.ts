import rule from '../../src/rules/clear-timer.ts';
import { named, testRule, wrong } from './tester.ts';

const sleep = "import { setTimeout as sleep } from 'node:timers/promises';\n";

testRule('clear-timer', rule, {
  valid: [
    named('a sleep of one turn', `${sleep}export const poll = (work: Promise<string>) => Promise.race([work, sleep(0)]);`),
    named('a sleep that lets the process end', `${sleep}export const within = (work: Promise<string>) => Promise.race([work, sleep(1000, undefined, { ref: false })]);`),
    named('a race in a test', `import test from 'ava';
test('answers in time', async (t) => { t.is(await Promise.race([answer(), new Promise((resolve) => setTimeout(resolve, 100, 'late'))]), 'answer'); });`),
    named('an interval in a test', `test('paces', async () => { const pump = setInterval(drain, 5); await served; clearInterval(pump); });`),
    named('cleared after the race', `export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => { reject(new Error('late')); }, ms); });
  try { return await Promise.race([work, late]); } finally { clearTimeout(timer); }
}`),
    named('does not keep the process alive', `export const within = <T>(work: Promise<T>, ms: number) =>
  Promise.race([work, new Promise<never>((_, reject) => { setTimeout(reject, ms).unref(); })]);`),
    named('kept and unreferenced', `export const within = <T>(work: Promise<T>, ms: number) => Promise.race([work, new Promise<never>((_, reject) => {
  const timer = setTimeout(reject, ms);
  timer.unref();
})]);`),
    named('cleared when the work is done', `export const within = <T>(work: Promise<T>, ms: number) => Promise.race([work, new Promise<never>((_, reject) => {
  const timer = setTimeout(reject, ms);
  void work.finally(() => { clearTimeout(timer); });
})]);`),
    named('a sleep with a signal', `${sleep}export async function within<T>(work: Promise<T>, ms: number) {
  const done = new AbortController();
  try { return await Promise.race([work, sleep(ms, undefined, { signal: done.signal })]); } finally { done.abort(); }
}`),
    named('a sleep with options made elsewhere', `${sleep}export const within = (work: Promise<void>, options: object) => Promise.race([work, sleep(5, undefined, options)]);`),
    named('a sleep that is waited for', `${sleep}export async function twice(work: () => Promise<void>) { await work(); await sleep(10); await work(); }`),
    named('all of them are waited for', `${sleep}export const atLeast = (work: Promise<void>) => Promise.all([work, sleep(100)]);`),
    named('a helper that is given the signal', `${sleep}const timeout = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
export const within = (work: Promise<void>, signal: AbortSignal) => Promise.race([work, timeout(100, signal)]);`),
    named('the next turn of the event loop', 'export const soon = (work: Promise<void>) => Promise.race([work, new Promise((resolve) => { setImmediate(resolve); })]);'),
    named('an interval that is cleared', `export const until = (test: () => boolean) => new Promise<void>((resolve) => {
  const timer = setInterval(() => { if (test()) { clearInterval(timer); resolve(); } }, 10);
});`),
    named('an interval that is cleared in finally', `export async function beating(work: () => Promise<void>, beat: () => void) {
  const timer = setInterval(beat, 1000);
  try { await work(); } finally { clearInterval(timer); }
}`),
    named('an interval that a closure clears', `export function watch(beat: () => void) {
  const timer = setInterval(beat, 1000);
  return () => { clearInterval(timer); };
}`),
    named('an interval that does not keep the process alive', `export async function beating(work: () => Promise<void>, beat: () => void) {
  const timer = setInterval(beat, 1000);
  timer.unref();
  await work();
  clearInterval(timer);
}`),
    named('an interval of the module', 'setInterval(() => { console.log(process.memoryUsage()); }, 60_000);'),
    named('an interval that a function starts', 'export function watch(report: () => void) { setInterval(report, 1000); }'),
    named('an interval that is kept', `const timers = new Set<unknown>();
export const ticks = (tick: () => void) => new Promise<void>((resolve) => { timers.add(setInterval(tick, 10)); resolve(); });`),
    named('a timer of the file\'s own', `function setTimeout(done: () => void, ms: number) { if (ms > 0) done(); }
export const within = (work: Promise<void>) => Promise.race([work, new Promise<void>((resolve) => { setTimeout(resolve, 5); })]);`),
  ],
  invalid: [
    wrong('an interval around work that can fail', `export async function beating(work: () => Promise<void>, beat: () => void) {
  const timer = ▸setInterval(beat, 1000);
  await work();
  clearInterval(timer);
}`, 'intervalStays', { data: { exit: "An exception from 'work()' on line 3" } }),
    wrong('an interval and an early return', `export function watch(look: () => boolean, beat: () => void) {
  const timer = ▸setInterval(beat, 1000);
  if (!look()) return;
  clearInterval(timer);
}`, 'intervalStays', { data: { exit: 'The return on line 3' } }),
    wrong('a timeout in the race', `export function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => { ▸setTimeout(() => { reject(new Error('late')); }, ms); }),
  ]);
}`, 'losesRace', { data: { call: 'setTimeout()', line: 2 } }),
    wrong('a short form', 'export const within = (work: Promise<void>) => Promise.race([work, new Promise<void>((resolve) => ▸setTimeout(resolve, 5000))]);', 'losesRace'),
    wrong('kept for nothing', `export const within = (work: Promise<void>) => Promise.race([work, new Promise<void>((resolve) => {
  const timer = ▸setTimeout(resolve, 5000);
})]);`, 'losesRace'),
    wrong('a constant', `export async function within<T>(work: Promise<T>, ms: number) {
  const late = new Promise<never>((_, reject) => { ▸globalThis.setTimeout(reject, ms); });
  return await Promise.race([late, work]);
}`, 'losesRace', { data: { call: 'globalThis.setTimeout()', line: 3 } }),
    wrong('a helper of the file', `function timeout(ms: number): Promise<never> {
  return new Promise((_, reject) => { ▸setTimeout(() => { reject(new Error('late')); }, ms); });
}
export async function load(url: string) { return await Promise.race([fetch(url), timeout(1000)]); }
export async function save(url: string) { return await Promise.race([fetch(url, { method: 'PUT' }), timeout(1000)]); }`, 'losesRace'),
    wrong('a sleep', `${sleep}export const within = (work: Promise<void>) => Promise.race([work, ▸sleep(1000)]);`, 'sleepLosesRace', { data: { call: 'sleep()', line: 2 } }),
    wrong('a sleep by another name', `${sleep}const pause = sleep;\nexport const within = (work: Promise<string>) => Promise.race([work, ▸pause(1000)]);`, 'sleepLosesRace'),
    wrong('a sleep of which nobody knows that it is short', `${sleep}export const within = (work: Promise<string>, ms: number) => Promise.race([work, ▸sleep(ms)]);`, 'sleepLosesRace'),
    wrong('a sleep with a chain', `${sleep}export const within = (work: Promise<string>) => Promise.race([work, ▸sleep(1000, undefined, { ref: true }).then(() => 'late')]);`, 'sleepLosesRace'),
    wrong('a sleep of a helper', `${sleep}const late = (ms: number) => sleep(ms).then(() => { throw new Error('late'); });
export const within = (work: Promise<string>) => Promise.race([work, late(100)]);`.replace('sleep(ms)', '▸sleep(ms)'), 'sleepLosesRace'),
    wrong('a method of the class', `export class Client {
  async call(url: string) { return await Promise.race([fetch(url), this.#late()]); }
  #late() { return new Promise<never>((_, reject) => { ▸setTimeout(reject, 100); }); }
}`, 'losesRace'),
    wrong('an interval that nobody can clear', `export const until = (test: () => boolean) => new Promise<void>((resolve) => {
  ▸setInterval(() => { if (test()) resolve(); }, 10);
});`, 'intervalOfWait', { data: { call: 'setInterval()' } }),
    wrong('an interval in the race', `export const until = (test: () => boolean, work: Promise<void>) => Promise.race([work, new Promise<void>((resolve) => {
  ▸setInterval(() => { if (test()) resolve(); }, 10);
})]);`, 'losesRace'),
  ],
});
