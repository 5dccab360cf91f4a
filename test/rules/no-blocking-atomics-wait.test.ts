import rule from '../../src/rules/no-blocking-atomics-wait.ts';
import { marked, named, testRule } from './tester.ts';

testRule('no-blocking-atomics-wait', rule, {
  valid: [
    named('with a time limit', 'export function call(view) { if (Atomics.wait(view, 0, 0, 5000) === "timed-out") throw new Error("no answer"); }'),
    named('with a limit that is given', 'export function call(view, timeout) { return Atomics.wait(view, 0, 0, timeout); }'),
    named('without stopping', 'export async function call(view) { const { value } = Atomics.waitAsync(view, 0, 0); await value; }'),
    named('a wake-up', 'export function done(view) { Atomics.store(view, 0, 1); Atomics.notify(view, 0); }'),
    named('another Atomics', 'import { Atomics } from "./atoms.js"; export function call(view) { Atomics.wait(view, 0, 0); }'),
    named('another wait', 'export function call(view) { view.wait(0); }'),
    named('a read', 'export function ready(view) { return Atomics.load(view, 0) === 1; }'),
    named('with a limit, in a callback', 'export function all(views) { views.forEach((view) => { Atomics.wait(view, 0, 0, 100); }); }'),
  ],
  invalid: [
    marked('without a limit', 'export function call(view) { ▸Atomics.wait(view, 0, 0); return view[1]; }', 'noTimeout', { data: { callee: 'Atomics.wait' } }),
    marked('with an infinite limit', 'export function call(view) { ▸Atomics.wait(view, 0, 0, Infinity); }', 'noTimeout'),
    marked('with an undefined limit', 'export function call(view) { ▸Atomics.wait(view, 0, 0, undefined); }', 'noTimeout'),
    marked('in an asynchronous function', 'export async function call(view) { ▸Atomics.wait(view, 0, 0); }', 'inAsync', { data: { callee: 'Atomics.wait', instead: 'Atomics.waitAsync' } }),
    marked('in an asynchronous function, with a limit', 'export async function call(view) { ▸Atomics.wait(view, 0, 0, 5000); }', 'inAsync'),
    marked('in an asynchronous method', 'class Remote { async ask(text) { this.post(text); ▸Atomics.wait(this.view, 0, 0); return this.answer(); } }', 'inAsync'),
    marked('of the module', 'const view = new Int32Array(new SharedArrayBuffer(4)); ▸Atomics.wait(view, 0, 0);', 'noTimeout'),
    marked('by globalThis', 'export function call(view) { ▸globalThis.Atomics.wait(view, 0, 0); }', 'noTimeout', { data: { callee: 'globalThis.Atomics.wait' } }),
    marked('in a loop', 'export function call(view) { while (Atomics.load(view, 0) === 0) ▸Atomics.wait(view, 0, 0); }', 'noTimeout'),
  ],
});
