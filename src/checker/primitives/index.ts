import type { Machine, Primitive } from '../machine.ts';
import { barrier } from './barrier.ts';
import { channel } from './channel.ts';
import { client } from './client.ts';
import { condition } from './condition.ts';
import { countdown } from './countdown.ts';
import { defect } from './defect.ts';
import { event } from './event.ts';
import { keyed } from './keyed.ts';
import { arrays, functions, objects } from './language.ts';
import { latch } from './latch.ts';
import { limiter } from './limiter.ts';
import { loans } from './loan.ts';
import { mutex } from './mutex.ts';
import { once } from './once.ts';
import { place } from './place.ts';
import { port } from './port.ts';
import { promises } from './promise.ts';
import { resetEvent } from './reset-event.ts';
import { rwlock } from './rwlock.ts';
import { promiseCaseSettled, select } from './select.ts';
import { signal } from './signal.ts';
import { stream } from './stream.ts';
import { timer } from './timer.ts';
import { tokens } from './token.ts';
import { withdraw } from './waiting.ts';

/** All primitives. Their order gives their cells' kinds. */
export const primitives: readonly Primitive[] = [channel, select, mutex, rwlock, condition, countdown, signal, event, limiter, latch, once, resetEvent, barrier, keyed, stream, port, promises, timer, tokens, loans, objects, arrays, functions, client, defect, place];

/** Connects what primitives do when a promise settles. */
export function connect(m: Machine): void {
  m.commitSelect = (waiting, index) => { promiseCaseSettled(m, waiting, index); };
  m.withdraw = (waiting) => { withdraw(m, waiting); };
}
