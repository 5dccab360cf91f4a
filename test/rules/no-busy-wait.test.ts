import rule from '../../src/rules/no-busy-wait.ts';
import { marked, named, testRule } from './tester.ts';

testRule('no-busy-wait', rule, {
  valid: [
    named('with a timer', `
      import { setTimeout as sleep } from 'node:timers/promises';
      import { Mutex } from 'async-mutex';
      const lock = new Mutex();
      export async function idle() { while (lock.isLocked()) await sleep(50); }`),
    named('with work', 'export function drain(queue) { while (queue.size > 0) { queue.pop(); } }'),
    named('work in the test', 'export function skip(text) { let at = 0; while (text[at++] === " ") {} return at; }'),
    named('work in a call of the test', 'export function drain(parser) { while (parser.next()) {} }'),
    named('an assignment in the test', 'export function all(pattern, text) { let match; const found = []; while ((match = pattern.exec(text)) !== null) found.push(match); return found; }'),
    named('a counting loop', 'export function count(n) { let i; for (i = 0; i < n; i++) {} return i; }'),
    named('a wait for I/O', 'let ready = false; export function set() { ready = true; } export async function go(poll) { while (!ready) { await poll(); } }'),
    named('a time limit', 'export function block(ms) { const end = Date.now() + ms; while (Date.now() < end) {} }'),
    named('a channel that is emptied', `
      import { Chan } from 'ts-chan';
      export function drain(channel: Chan<number>) { for (;;) { const item = channel.tryRecv(); if (item === undefined) return; console.log(item.value); } }`),
    named('its own variable', 'export function f(list) { let at = 0; const end = list.length; while (at < end) { at += 2; } }'),
  ],
  invalid: [
    marked('for a lock', `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
export function idle() { ▸while (lock.isLocked()) {} }`, 'blocked', { data: { test: "'lock.isLocked()'" } }),
    marked('for a lock, with microtasks', `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function idle() { ▸while (lock.isLocked()) await Promise.resolve(); }`, 'starved'),
    marked('for a message', `
import { Chan } from 'ts-chan';
export async function next(channel: Chan<number>) {
  let item;
  ▸while ((item = channel.tryRecv()) === undefined) { await null; }
  return item;
}`, 'starved'),
    marked('for a flag', 'let ready = false; setTimeout(() => { ready = true; }, 10); export function go() { ▸while (!ready); }', 'blocked', { data: { test: "'!ready'" } }),
    marked('for a flag of the object', 'class Job { async stop() { this.stopping = true; ▸while (this.running) { await undefined; } } }', 'starved'),
    marked('in a do loop', 'let open = 0; export function done() { open--; } export async function all() { ▸do { await Promise.resolve(); } while (open > 0); }', 'starved'),
    marked('in a for loop', 'let open = 0; export function done() { open--; } export function all() { ▸for (; open > 0;) continue; }', 'blocked'),
    marked('for an abort', 'export function hold(signal: AbortSignal) { ▸while (!signal.aborted) {} }', 'blocked'),
    marked('for a queue', `
import PQueue from 'p-queue';
const queue = new PQueue();
export async function drained() { ▸while (queue.pending > 0 || queue.size > 0) await Promise.resolve(); }`, 'starved'),
  ],
});
