import rule from '../../src/rules/settle-on-all-paths.ts';
import { marked, named, testRule } from './tester.ts';

testRule('settle-on-all-paths', rule, {
  valid: [
    named('one of both in each branch', `
      export const read = (path) => new Promise((resolve, reject) => {
        fs.readFile(path, (err, data) => { if (err) reject(err); else resolve(data); });
      });`),
    named('settled and left', `
      export const read = (path) => new Promise((resolve, reject) => {
        fs.readFile(path, (err, data) => { if (err) return reject(err); resolve(data); });
      });`),
    named('each in a callback of its own', `
      export const exit = (child) => new Promise((resolve, reject) => { child.once('exit', () => { resolve(); }); child.once('error', () => { reject(); }); });`),
    named('a catch clause of what was to be resolved', `
      export const parse = (text) => new Promise((resolve, reject) => { try { resolve(JSON.parse(text)); } catch (error) { reject(error); } });`),
    named('handed on', 'export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));'),
    named('settled by the last of many', `
      export const all = (urls) => new Promise((resolve) => {
        let left = urls.length;
        for (const url of urls) void fetch(url).finally(() => { if (--left === 0) resolve(); });
      });`),
    named('kept for later', `
      const waiting = [];
      export const turn = () => new Promise((resolve) => { waiting.push(resolve); });`),
    named('kept together', `
      const open = new Map();
      export const ask = (id) => new Promise((resolve, reject) => { open.set(id, { resolve, reject }); send(id); });`),
    named('settled by a function that two others call', `
      export const collect = (bus, count) => new Promise((resolve, reject) => {
        const seen = [];
        const listener = (item) => { seen.push(item); if (seen.length === count) end(); };
        function end() { bus.off('item', listener); if (seen.length === count) resolve(seen); else reject(new Error('too few')); }
        function restart() { setTimeout(() => { end(); }, 100); }
        bus.on('item', listener);
        restart();
      });`),
    named('stored unless it can be settled at once', `
      export class Gate {
        #busy = 0;
        #queue = [];
        enter() {
          return new Promise((resolve) => {
            const entry = { handler: this.#busy++ === 0 ? null : resolve };
            this.#queue.push(entry);
            if (entry.handler === null) resolve();
          });
        }
      }`),
    named('a question mark that the types ask for', `
      let child;
      export async function stop() {
        if (child) { const exited = new Promise((resolve) => child?.once('exit', resolve)); child.kill(); await exited; }
      }`),
    named('never, on purpose', 'export const forever = () => new Promise(() => {});'),
    named('the losing side of a race', `
      export const limit = (ms) => new Promise((_, reject) => { if (ms > 0) setTimeout(() => reject(new Error('late')), ms); });`),
    named('thrown in the executor', `
      export const pick = (list) => new Promise((resolve) => {
        if (list.length === 0) throw new RangeError('empty');
        resolve(list[0]);
      });`),
    named('several listeners', `
      export const run = (child) => new Promise((resolve, reject) => {
        child.on('error', (error) => { if (error.code !== 'ENOENT') reject(error); });
        child.on('close', (code) => { if (code === 0) resolve(); });
      });`),
    named('a listener that is called again', `
      export const line = (stream) => new Promise((resolve) => {
        stream.on('data', (chunk) => { if (!chunk.includes('\\n')) return; resolve(chunk); });
      });`),
    named('a listener for errors', `
      export const failed = (stream) => new Promise((resolve) => {
        stream.on('error', (err) => { if (err.fatal) resolve(err); });
      });`),
    named('a function that asks again', `
      export const until = (test) => new Promise((resolve) => {
        const check = () => { if (test()) resolve(); else setTimeout(check, 100); };
        check();
      });`),
    named('a deferred whose settlers are kept', `
      const open = new Map();
      export function ask(id) {
        const { promise, resolve, reject } = Promise.withResolvers();
        open.set(id, { resolve, reject });
        send(id).catch(reject);
        return promise;
      }`),
    named('a deferred that is kept as a whole', `
      import pDefer from 'p-defer';
      export class Jobs {
        #queue = [];
        add(job) {
          const deferred = pDefer();
          this.#queue.push({ job, deferred });
          return deferred.promise;
        }
      }`),
    named('a deferred that a callback settles', `
      export async function opened(socket) {
        const opening = Promise.withResolvers();
        socket.once('open', () => { opening.resolve(); });
        socket.once('error', opening.reject);
        await opening.promise;
      }`),
    named('a deferred that is not handed out where it is not settled', `
      export function first(list, test) {
        const { promise, resolve } = Promise.withResolvers();
        if (list.length === 0) return undefined;
        for (const item of list) test(item).then(resolve);
        return promise;
      }`),
    named('a deferred that a listener from before settles', `
      export async function next(stream) {
        stream.on('data', (chunk) => { waiting?.resolve(chunk); });
        const waiting = Promise.withResolvers();
        return await waiting.promise;
      }`),
    named('a deferred that nobody can settle, on purpose', 'export const never = () => { const { promise } = Promise.withResolvers(); return promise; };'),
    named('a deferred that is given away in the same statement', `
      export async function run(start) {
        const { promise, resolve } = Promise.withResolvers();
        return { promise, stop: resolve };
      }`),
    named('all the cases there are', `
      export const apply = (kind: 'add' | 'drop') => new Promise<void>((resolve) => {
        switch (kind) { case 'add': add(resolve); break; case 'drop': drop(resolve); break; }
      });`),
    named('a flag that is followed', `
      export const once = (cached) => new Promise((resolve) => {
        let done = false;
        if (cached) { resolve(cached); done = true; }
        if (!done) load(resolve);
      });`),
    named('in finally', `
      export const run = (work) => new Promise((resolve) => { try { work(); } finally { resolve(); } });`),
    named('kept in a list that has been seen to be there', `
      let queue: Array<() => void> | undefined;
      export async function acquire(): Promise<void> {
        if (!queue) {
          queue = [];
          return;
        }
        await new Promise<void>((resolve) => queue?.push(resolve));
      }`),
    named('given to an emitter that has been seen to be there', `
      class Connection {
        #request: EventEmitter | undefined;
        cancel(): Promise<void> {
          if (this.#isClosed || this.#request === undefined) return Promise.resolve();
          return new Promise<void>((resolve) => { this.#request?.once('completed', resolve); });
        }
      }`),
    named('another Promise', `
      import { Promise } from './mine.js';
      export const never = (value) => new Promise((resolve) => { if (value) resolve(value); });`),
  ],
  invalid: [
    marked('kept in a list that may be gone after a wait', `
      let queue: Array<() => void> | undefined;
      export async function acquire(): Promise<void> {
        if (!queue) return;
        await fetch('/ready');
        await ▸new Promise<void>((resolve) => queue?.push(resolve));
      }`, 'executor'),
    marked('a deferred that is returned where nobody can settle it', `
      const open = new Map();
      export function ask(id, isOpen) {
        const { promise, resolve, reject } = ▸Promise.withResolvers();
        if (!isOpen) return promise;
        open.set(id, { resolve, reject });
        return promise;
      }`, 'executor', { data: { exit: 'the return on line 5' } }),
    marked('a deferred that the function waits for before it hands it on', `
      import pDefer from 'p-defer';
      export async function close(server) {
        const closed = ▸pDefer();
        await closed.promise;
        server.close(() => { closed.resolve(); });
      }`, 'executor', { data: { exit: 'the await on line 5' } }),
    marked('a deferred that is settled in one case alone', `
      export function load(cache, key) {
        const deferred = ▸Promise.withResolvers();
        if (cache.has(key)) deferred.resolve(cache.get(key));
        return deferred.promise.finally(() => { cache.touch(key); });
      }`, 'executor', { data: { exit: 'the return on line 5' } }),
    marked('rejected, and resolved all the same', `
      export const read = (path) => new Promise((resolve, reject) => {
        fs.readFile(path, (err, data) => { if (err) reject(err); ▸resolve(data); });
      });`, 'twice', { data: { line: 3 } }),
    marked('resolved before the test', `
      export const size = (list) => new Promise((resolve, reject) => {
        resolve(list.length);
        if (list.length === 0) ▸reject(new Error('empty'));
      });`, 'twice', { data: { line: 3 } }),
    marked('an early return', `
export const open = (url) => ▸new Promise((resolve) => {
  if (!url) return;
  connect(url, resolve);
});`, 'executor', { data: { exit: 'the return on line 3', line: 2 } }),
    marked('a branch without else', `
export function first(list) {
  return ▸new Promise((resolve, reject) => {
    if (list.length > 0) {
      resolve(list[0]);
    } else if (list.strict) {
      reject(new RangeError('empty'));
    }
  });
}`, 'executor', { data: { exit: 'the end of the function on line 9', line: 3 } }),
    marked('a catch clause that only logs', `
export const parsed = (text) => ▸new Promise((resolve) => {
  try {
    resolve(JSON.parse(text));
  } catch (error) {
    console.error(error);
  }
});`, 'executor', { data: { exit: 'the end of the function on line 8', line: 2 } }),
    marked('a loop that may find nothing', `
export const find = (rows, id) => ▸new Promise((resolve) => {
  for (const row of rows) {
    if (row.id === id) { resolve(row); return; }
  }
});`, 'executor'),
    marked('a callback that returns early', `
export const size = (path) => ▸new Promise((resolve) => {
  fs.stat(path, (err, stats) => {
    if (err) return;
    resolve(stats.size);
  });
});`, 'callback', { data: { exit: 'the return on line 4', line: 3 } }),
    marked('a callback that only logs its error', `
export const query = (db, sql) => ▸new Promise((resolve, reject) => {
  db.query(sql, (error, rows) => {
    if (error) {
      console.error(error);
    } else {
      resolve(rows);
    }
  });
});`, 'callback', { data: { exit: 'the end of the function on line 9', line: 3 } }),
    marked('a callback that throws', `
export const read = (path) => ▸new Promise((resolve) => {
  fs.readFile(path, (err, data) => {
    if (err) throw err;
    resolve(data);
  });
});`, 'throws', { data: { exit: 'line 4', line: 3 } }),
    marked('a callback that may do nothing', `
export const ready = (server) => ▸new Promise((resolve) => {
  setImmediate(() => { if (server.listening) resolve(server); });
});`, 'callback', { data: { exit: 'the end of the function on line 3', line: 3 } }),
    marked('a chain', `
export const load = (url) => ▸new Promise((resolve) => {
  Promise.resolve(url).then((found) => { if (found) resolve(found); });
});`, 'callback'),
    marked('in a method, with types', `
class Feed {
  next(): Promise<string> {
    return ▸new Promise<string>((resolve) => {
      const [item] = this.items;
      if (item !== undefined) {
        resolve(item);
        return;
      }
      if (this.closed) return;
      this.waiting.push(resolve);
    });
  }
}`, 'executor', { data: { exit: 'the return on line 10', line: 4 } }),
  ],
});
