import type { Machine, Primitive } from '../machine.ts';
import { channel } from './channel.ts';
import { condition } from './condition.ts';
import { countdown } from './countdown.ts';
import { event } from './event.ts';
import { arrays, objects } from './language.ts';
import { limiter } from './limiter.ts';
import { mutex } from './mutex.ts';
import { port } from './port.ts';
import { promises } from './promise.ts';
import { rwlock } from './rwlock.ts';
import { promiseCaseSettled, select } from './select.ts';
import { signal } from './signal.ts';
import { stream } from './stream.ts';
import { timer } from './timer.ts';
import { tokens } from './token.ts';

/** All primitives. Their order gives their cells' kinds. */
export const primitives: readonly Primitive[] = [channel, select, mutex, rwlock, condition, countdown, signal, event, limiter, stream, port, promises, timer, tokens, objects, arrays];

/** Connects what primitives do when a promise settles. */
export function connect(m: Machine): void {
  m.commitSelect = (waiting, index) => { promiseCaseSettled(m, waiting, index); };
}
