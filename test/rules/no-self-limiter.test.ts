import rule from '../../src/rules/no-self-limiter.ts';
import { marked, named, testRule } from './tester.ts';

testRule('no-self-limiter', rule, {
  valid: [
    named('tasks side by side', `
      import pLimit from 'p-limit';
      const limit = pLimit(1);
      export const all = (urls) => Promise.all(urls.map((url) => limit(() => fetch(url))));`),
    named('a limiter for the inner work', `
      import pLimit from 'p-limit';
      const outer = pLimit(1);
      const inner = pLimit(4);
      export const load = (album) => outer(() => Promise.all(album.map((photo) => inner(() => fetch(photo)))));`),
    named('a queue without a limit', `
      import PQueue from 'p-queue';
      const queue = new PQueue();
      export const run = (work) => queue.add(async () => { await queue.add(work); });`),
    named('an infinite limit', `
      import PQueue from 'p-queue';
      const queue = new PQueue({ concurrency: Infinity });
      export const run = (work) => queue.add(async () => { await queue.add(work); });`),
    named('a task queues another and goes on', `
      import PQueue from 'p-queue';
      const queue = new PQueue({ concurrency: 1 });
      export function crawl(url) {
        void queue.add(async () => {
          for (const link of await linksOf(url)) crawl(link);
        });
      }`),
    named('waiting for idle outside', `
      import PQueue from 'p-queue';
      const queue = new PQueue({ concurrency: 2 });
      export async function drain(jobs) {
        for (const job of jobs) void queue.add(job);
        await queue.onIdle();
      }`),
    named('another limiter of the same class', `
      import pLimit from 'p-limit';
      class Host {
        readonly limit = pLimit(2);
        mirror(other: Host, path: string) { return this.limit(() => other.limit(() => fetch(path))); }
      }`),
    named('a queue that comes from elsewhere', `
      import type PQueue from 'p-queue';
      export function run(queue: PQueue, work) { return queue.add(() => queue.add(work)); }`),
    named('queued in a task, waited for outside', `
      import pLimit from 'p-limit';
      const limit = pLimit(3);
      export async function tree(root) {
        const waiting = [];
        await limit(async () => { for (const child of await root.children()) waiting.push(limit(() => child.read())); });
        await Promise.all(waiting);
      }`),
    named('empty is not idle', `
      import PQueue from 'p-queue';
      const queue = new PQueue({ concurrency: 1 });
      export const last = () => queue.add(async () => { await queue.onEmpty(); });`),
  ],
  invalid: [
    marked('a limiter of one', `
import pLimit from 'p-limit';
class Press {
  readonly #limit = pLimit(1);
  async book(sheets) { await this.#limit(async () => { await ▸this.#limit(() => sheets); }); }
}`, 'one', { data: { limiter: 'this.#limit', line: 5, callee: 'this.#limit()', inner: 5 } }),
    marked('a queue of one, through a method', `
import PQueue from 'p-queue';
class Booth {
  readonly #queue = new PQueue({ concurrency: 1 });
  book(guest) { return this.#queue.add(() => guest); }
  async group(guests) { await this.#queue.add(async () => { for (const guest of guests) await ▸this.book(guest); }); }
}`, 'oneThrough', { data: { limiter: 'this.#queue', line: 6, callee: 'this.book()', inner: 5 } }),
    marked('a directory walk', `
import pLimit from 'p-limit';
import { readdir } from 'node:fs/promises';
const limit = pLimit(8);
async function walk(path) {
  return limit(async () => {
    const entries = await readdir(path, { withFileTypes: true });
    const lists = await Promise.all(entries.map((entry) => (entry.isDirectory() ? ▸walk(path + '/' + entry.name) : [entry.name])));
    return lists.flat();
  });
}
export { walk };`, 'severalThrough', { data: { limiter: 'limit', line: 6, callee: 'walk()', inner: 6 } }),
    marked('pages of an album', `
import pLimit from 'p-limit';
const limit = pLimit(4);
export const load = (albums) => Promise.all(albums.map((album) => limit(async () => {
  const pages = await album.pages();
  return Promise.all(pages.map((page) => ▸limit(() => page.load())));
})));`, 'several', { data: { limiter: 'limit', line: 4, callee: 'limit()', inner: 6 } }),
    marked('a number that is not known here', `
import PQueue from 'p-queue';
export function makeLoader(concurrency: number) {
  const queue = new PQueue({ concurrency });
  const load = (url: string) => queue.add(() => fetch(url));
  return (index: string) => queue.add(async () => { await ▸load(index); });
}`, 'severalThrough'),
    marked('a task that waits for idle', `
import PQueue from 'p-queue';
const queue = new PQueue({ concurrency: 2 });
export const finish = () => queue.add(async () => { await ▸queue.onIdle(); console.log('all done'); });`, 'idle', { data: { limiter: 'queue', line: 4, callee: 'queue.onIdle()', inner: 4 } }),
    marked('a task that waits for idle, through a method', `
import PQueue from 'p-queue';
class Sync {
  readonly #queue = new PQueue();
  async close() { this.#queue.pause(); await this.#queue.onIdle(); }
  push(change) { return this.#queue.add(async () => { if (!(await change.apply())) await ▸this.close(); }); }
}`, 'idleThrough', { data: { limiter: 'this.#queue', line: 6, callee: 'this.close()', inner: 5 } }),
    marked('the limiter\'s own map', `
import pLimit from 'p-limit';
const limit = pLimit(2);
export const sizes = (disks) => limit.map(disks, async (disk) => { const files = await disk.list(); return ▸limit.map(files, (file) => file.size()); });`, 'several'),
    marked('a wrapper around the limiter', `
import pLimit from 'p-limit';
const limit = pLimit(5);
const polite = <T>(work: () => Promise<T>) => limit(work);
export const thread = (id: string) => polite(async () => { const post = await read(id); await ▸polite(() => read(post.parent)); });`, 'severalThrough'),
  ],
});
