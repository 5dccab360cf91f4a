import { deleteDB, openDB } from 'idb';
import { log, outcome, tick } from './log.js';

const upgrade = (db) => { db.createObjectStore('notes'); };

export async function storesAndReads() {
  const db = await openDB('a', 1, { upgrade });
  await outcome('put', db.put('notes', 'text', 'key'));
  const transaction = db.transaction('notes', 'readwrite');
  await outcome('added', transaction.store.add('more', 'other'));
  await outcome('done', transaction.done);
  db.close();
  await outcome('deleted', deleteDB('a'));
}

export async function newerVersionWaits() {
  const db = await openDB('b', 1, { upgrade });
  outcome('newer', openDB('b', 2, { blocked: () => log('blocked') }).then((newer) => {
    newer.close();
    return deleteDB('b');
  }));
  await tick();
  await tick();
  log('closing');
  db.close();
}

export async function blockingCloses() {
  const db = await openDB('c', 1, { upgrade, blocking: () => {
    log('blocking');
    db.close();
  } });
  const newer = await openDB('c', 2, { blocked: () => log('blocked') });
  log(String(newer.version));
  newer.close();
  await deleteDB('c');
}

export async function sameVersionDoesNotWait() {
  const first = await openDB('d', 1, { upgrade });
  const second = await openDB('d', 1);
  log('both');
  first.close();
  second.close();
  await deleteDB('d');
  log('end');
}

export async function deletingWaits() {
  const db = await openDB('e', 1, { upgrade });
  outcome('deleted', deleteDB('e', { blocked: () => log('blocked') }));
  await tick();
  await tick();
  await tick();
  log('closing');
  db.close();
}

export async function transactionIsOverAfterATimer() {
  const db = await openDB('f', 1, { upgrade });
  const transaction = db.transaction('notes', 'readwrite');
  await transaction.store.put('text', 'key');
  await transaction.store.put('text', 'other');
  transaction.done.then(() => log('done'));
  for (let i = 0; i < 8; i++) await tick();
  try { await transaction.store.put('late', 'key'); }
  catch { log('refused'); }
  db.close();
  await deleteDB('f');
}

export async function writersTakeTurns() {
  const db = await openDB('g', 1, { upgrade });
  const write = async (name) => {
    const transaction = db.transaction('notes', 'readwrite');
    await transaction.store.put(name, 'key');
    log(`${name}+`);
    await transaction.store.put(name, 'key');
    log(`${name}-`);
    await transaction.done;
  };
  await Promise.all([write('a'), write('b')]);
  db.close();
  await deleteDB('g');
}
