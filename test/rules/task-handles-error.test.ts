import rule from '../../src/rules/task-handles-error.ts';
import { marked, named, testRule } from './tester.ts';

function withTask(start: string, body = 'await sync.run();'): string {
  return `async function run(sync) { ${body} }
export function start(sync) { ${start} }`;
}

testRule('task-handles-error', rule, {
  valid: [
    named('caught in the task', withTask('void run(sync);', 'try { await sync.run(); } catch (error) { console.error(error); }')),
    named('caught in a chain', withTask('run(sync).catch(report);')),
    named('caught by the second reaction', withTask('void run(sync).then(show, report);')),
    named('caught after finally', withTask('void run(sync).finally(done).catch(report);')),
    named('waited for', 'async function run(sync) { await sync.run(); } export async function start(sync) { await run(sync); }'),
    named('kept', withTask('sync.running = run(sync);')),
    named('a task that cannot fail', withTask('void run(sync);', 'console.log("started"); await null;')),
    named('the main program', 'async function main() { await serve(); } void main();'),
    named('a callback that catches', 'export const poll = (feed) => setInterval(async () => { try { await feed.load(); } catch (error) { console.error(error); } }, 1000);'),
    named('a callback that is not asynchronous', 'export const poll = (feed) => setInterval(() => { feed.load(); }, 1000);'),
    named('a wait that is described', `
      import { Chan } from 'ts-chan';
      async function print(lines: Chan<string>) { for (;;) { const { value, done } = await lines.recv(); if (done) return; console.log(format(value)); } }
      export function start(lines: Chan<string>) { void print(lines); }`),
    named('a loop over callbacks that cannot fail', 'export const list = (jobs) => jobs.forEach(async (job) => { try { await job.run(); } catch { console.log(job.name); } });'),
    named('a callback that is not asynchronous', 'export const list = (jobs) => jobs.forEach((job) => { job.run(); });'),
    named('an unknown function', 'export function start(sync) { void sync.run(); }'),
  ],
  invalid: [
    marked('started by void', withTask('void ▸run(sync);'), 'task', { data: { callee: 'run()', cause: "'sync.run()'", line: 1 } }),
    marked('started by a statement', withTask('▸run(sync);'), 'task'),
    marked('a chain without a catch', withTask('void ▸run(sync).then(show);'), 'task'),
    marked('a chain with finally', withTask('void ▸run(sync).finally(done);'), 'task'),
    marked('a function on the spot', `
export function start(feeds) {
  for (const feed of feeds) {
    void ▸(async () => {
      for (const entry of await feed.load()) console.log(entry);
    })();
  }
}`, 'task', { data: { callee: 'This task', cause: "'feed.load()'", line: 5 } }),
    marked('a method', `
class Sync {
  start() { void ▸this.run(); }
  async run() { try { await this.connect(); } finally { this.close(); } }
}`, 'task'),
    marked('a catch clause that throws', withTask('void ▸run(sync);', 'try { await sync.run(); } catch (error) { throw new Error("sync", { cause: error }); }'), 'task', { data: { callee: 'run()', cause: 'the statement', line: 1 } }),
    marked('a timer', 'export const poll = (feed) => setInterval(▸async () => { await feed.load(); }, 1000);', 'callback', { data: { cause: "'feed.load()'", line: 1 } }),
    marked('a listener', `
import { EventEmitter } from 'node:events';
const bus = new EventEmitter();
bus.on('order', ▸async (order) => { await order.save(); });
export { bus };`, 'callback'),
    marked('a callback of forEach', 'export const upload = (files) => files.forEach(▸async (file) => { await file.upload(); });', 'callback', { data: { cause: "'file.upload()'", line: 1 } }),
    marked('a listener of a signal', 'export function stop(signal: AbortSignal, server) { signal.addEventListener("abort", ▸async () => { await server.close(); }); }', 'callback'),
  ],
});
