import pTimeout from 'p-timeout';
import { log, outcome, tick } from './log.js';

export async function inTimeOrLate() {
  await outcome('result', pTimeout(tick(), { milliseconds: 5 }));
}

export async function neverInTime() {
  await outcome('result', pTimeout(new Promise(() => undefined), { milliseconds: 5 }));
  await outcome('fallback', pTimeout(new Promise(() => undefined), { milliseconds: 5, fallback: () => log('instead') }));
}

export async function withoutEnd() {
  outcome('result', pTimeout(new Promise(() => undefined), { milliseconds: Number.POSITIVE_INFINITY }));
  await tick();
  log('end');
}

export async function aborted() {
  const controller = new AbortController();
  outcome('result', pTimeout(new Promise(() => undefined), { milliseconds: Number.POSITIVE_INFINITY, signal: controller.signal }));
  await tick();
  controller.abort();
}
