import { createPool } from 'generic-pool';
import { log, outcome, tick } from './log.js';

const factory = {
  create: async () => ({ name: 'it' }),
  destroy: async () => undefined,
};

export async function nested() {
  const pool = createPool(factory, { max: 1 });
  await pool.acquire();
  log('outer');
  await pool.acquire();
  log('inner');
}

export async function inTurn() {
  const pool = createPool(factory, { max: 1 });
  await Promise.all(['a', 'b', 'c'].map(async (name) => {
    const it = await pool.acquire();
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    await pool.release(it);
  }));
  await pool.drain();
  log('drained');
}

export async function releaseTwice() {
  const pool = createPool(factory, { max: 1 });
  const it = await pool.acquire();
  await outcome('release', pool.release(it));
  await outcome('release', pool.release(it));
}

export async function useThatFails() {
  const pool = createPool(factory, { max: 1 });
  await outcome('use', pool.use(async () => {
    throw new Error('no');
  }));
  await outcome('use', pool.use(async () => log('in')));
}

export async function useThatThrows() {
  const pool = createPool(factory, { max: 1 });
  await outcome('use', pool.use(() => {
    throw new Error('no');
  }));
  await outcome('use', pool.use(async () => log('in')));
}

export async function drainWhileLent() {
  const pool = createPool(factory, { max: 1 });
  await pool.acquire();
  outcome('drain', pool.drain());
  await tick();
  outcome('acquire', pool.acquire());
}

export async function timeout() {
  const pool = createPool(factory, { max: 1, acquireTimeoutMillis: 5 });
  await pool.acquire();
  await outcome('late', pool.acquire());
}

export async function createThatFailsOnce() {
  let made = 0;
  const pool = createPool({
    create: async () => {
      made++;
      if (made === 1) throw new Error('no');
      return { name: 'it' };
    },
    destroy: async () => undefined,
  }, { max: 1 });
  await outcome('acquire', pool.acquire());
  log(made);
}
