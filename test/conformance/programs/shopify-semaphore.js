import { Semaphore } from '@shopify/semaphore';
import { log, tick } from './log.js';

export async function firstComeFirstServed() {
  const semaphore = new Semaphore(1);
  const worker = async (name) => {
    const permit = await semaphore.acquire();
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    await permit.release();
  };
  await Promise.all([worker('a'), worker('b'), worker('c')]);
  log('end');
}

export async function releaseTwice() {
  const semaphore = new Semaphore(1);
  const permit = await semaphore.acquire();
  permit.release();
  permit.release();
  await semaphore.acquire();
  log('first');
  await semaphore.acquire();
  log('second');
}
