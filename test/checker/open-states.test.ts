import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel, type CheckResult } from '../../src/checker/check.ts';
import type { CheckOptions } from '../../src/checker/question.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Model } from '../../src/model/ir/ir.ts';
import { generalVerdict, otherWays, type Way } from '../oracle/verdicts.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-open-states-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

function modelOf(name: string, text: string): Model {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, text);
  return [...buildModels({ root: folder, files: [file] }).models][0];
}

function check(name: string, text: string, given: Partial<CheckOptions> = {}): CheckResult {
  return checkModel(modelOf(name, text), { maxStates: 20_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any', ...given });
}

const twoLocksWithTimeouts = `
import { Mutex, withTimeout } from 'async-mutex';
const rates = withTimeout(new Mutex(), 500);
const orders = withTimeout(new Mutex(), 500);
export async function price(): Promise<void> {
  await rates.runExclusive(() => orders.runExclusive(() => fetch('/price')));
}
export async function refund(): Promise<void> {
  await orders.runExclusive(() => rates.runExclusive(() => fetch('/refund')));
}`;

const workers = `
import { Worker } from 'node:worker_threads';
type Answer = (value: unknown) => void;
export class Resizers {
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Answer>();
  readonly #waiting: { image: unknown; answer: Answer }[] = [];
  constructor(script: URL) {
    for (let i = 0; i < 2; i++) {
      const worker = new Worker(script);
      worker.on('message', (value) => { this.#answered(worker, value); });
      this.#idle.push(worker);
    }
  }
  resize(image: unknown): Promise<unknown> {
    return new Promise((answer) => {
      this.#waiting.push({ image, answer });
      this.#next();
    });
  }
  #answered(worker: Worker, value: unknown): void {
    const answer = this.#busy.get(worker);
    if (answer === undefined) return;
    this.#busy.delete(worker);
    answer(value);
    this.#idle.push(worker);
    this.#next();
  }
  #next(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const worker = this.#idle.pop()!;
      const { image, answer } = this.#waiting.shift()!;
      this.#busy.set(worker, answer);
      worker.postMessage(image);
    }
  }
}`;

const replies = `
import { Subject, firstValueFrom } from 'rxjs';
import { filter } from 'rxjs/operators';
const answers = new Subject<{ ticket: number }>();
let last = 0;
export function answered(ticket: number): void {
  answers.next({ ticket });
}
export async function order(): Promise<void> {
  const ticket = last++;
  await firstValueFrom(answers.pipe(filter((answer) => answer.ticket === ticket)));
}`;

const iterated = `
export class Feed<T> {
  readonly #readers = new Set<(value: T) => void>();
  publish(value: T): void {
    for (const reader of this.#readers) reader(value);
  }
  read(): AsyncIterator<T> {
    const asked: ((result: IteratorResult<T>) => void)[] = [];
    const reader = (value: T) => asked.shift()?.({ value, done: false });
    this.#readers.add(reader);
    return {
      next: () => new Promise((resolve) => asked.push(resolve)),
      return: () => {
        this.#readers.delete(reader);
        for (const resolve of asked.splice(0)) resolve({ value: undefined, done: true });
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }
}`;

it.each([
  ['locks with timeouts, taken in both orders', twoLocksWithTimeouts, 600],
  ['workers that are sent one thing after the other', workers, 400],
  ['an operator that counts what passes', replies, 400],
  ['what a call gave, wrapped again and again', iterated, 2000],
])('comes to the end of %s', (name, text, most) => {
  const { entries } = check(name.replaceAll(/\W/g, '-'), text, { maxStates: 200_000 });
  expect(entries.map(({ verdict }) => verdict)).toEqual(['clean']);
  expect(entries[0].states).toBeLessThan(most);
});

/** An answer wakes two tasks in one step: that the timer fired before it is still to be met. */
const lateAnswer = `
import { Mutex } from 'async-mutex';
export async function fetchBoth(): Promise<void> {
  const lock = new Mutex();
  let late = false;
  const answer = fetch('/both').catch(() => undefined);
  setTimeout(() => { late = true; }, 1000);
  const first = (async () => {
    await answer;
    await lock.acquire();
    if (late) await lock.acquire();
  })();
  const second = (async () => { await answer; })();
  await Promise.all([first, second]);
}`;

const keptWhenLate = `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function build(): Promise<void> {
  const release = await lock.acquire();
  let late = false;
  const timer = setTimeout(() => { late = true; }, 1000);
  await Promise.resolve();
  await fetch('/build').catch(() => undefined);
  clearTimeout(timer);
  if (late) return;
  release();
}`;

const resting = { integer: 4, items: 3, step: 4_000, ways: 64, timersWait: true };

it.each([['late', lateAnswer], ['kept', keptWhenLate]])('%s: each way to explore meets the same where timers wait for microtasks', (name, text) => {
  const model = modelOf(name, text);
  const verdict = (way: Way) => generalVerdict(model, model.entries[0], { maxStates: 20_000, timeoutSeconds: 60 }, way, resting);
  const fast = verdict({});
  expect(fast?.filter((met) => met.startsWith('mutex.acquire'))).toHaveLength(1);
  for (const [way, options] of Object.entries(otherWays)) expect({ way, met: verdict(options) }).toEqual({ way, met: fast });
});

const requests = `
const waiting = new Map<number, (value: unknown) => void>();
let last = 0;
export function request(path: string): Promise<unknown> {
  const ticket = last++;
  return new Promise((resolve) => {
    waiting.set(ticket, resolve);
  });
}
export function answered(ticket: number, value: unknown): void {
  waiting.get(ticket)?.(value);
  waiting.delete(ticket);
}`;

it('takes more work where few files are checked, the same on every machine', () => {
  const [among] = check('among', requests, { maxStates: 100 }).entries;
  const [alone] = check('alone', requests, { maxStates: 100, effort: 8 }).entries;
  expect(among.reason).toContain('stopped at 150 instructions');
  expect(alone.states).toBeGreaterThan(among.states);
});
