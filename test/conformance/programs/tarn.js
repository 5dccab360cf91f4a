import { Pool } from 'tarn';
import { log, outcome, tick } from './log.js';

const make = () => new Pool({ create: async () => ({ name: 'it' }), destroy: () => undefined, min: 0, max: 1 });

export async function nestedIsOverAfterSomeTime() {
  const pool = make();
  await pool.acquire().promise;
  log('outer');
  await outcome('inner', pool.acquire().promise);
}

export async function releaseTwice() {
  const pool = make();
  const it = await pool.acquire().promise;
  log(pool.release(it));
  log(pool.release(it));
}

export async function aborted() {
  const pool = make();
  await pool.acquire().promise;
  const second = pool.acquire();
  outcome('second', second.promise);
  await tick();
  second.abort();
}

export async function createThatFailsOnce() {
  let made = 0;
  const pool = new Pool({
    create: async () => {
      made++;
      if (made === 1) throw new Error('no');
      return { name: 'it' };
    },
    destroy: () => undefined,
    min: 0,
    max: 1,
  });
  await outcome('first', pool.acquire().promise);
  await outcome('second', pool.acquire().promise);
}
