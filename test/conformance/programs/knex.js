import knex from 'knex';
import { log, outcome, tick } from './log.js';

const connect = () => knex({ client: globalThis.fakes?.KnexClient, connection: { database: 'fake' }, pool: { min: 0, max: 1 } });

export async function queryGivesItsConnectionBack() {
  const db = connect();
  await outcome('first', db('users').select('id'));
  await outcome('second', db('users').where({ id: 1 }).first());
}

export async function committed() {
  const db = connect();
  const value = await db.transaction(async (trx) => {
    await trx('users').insert({ id: 1 });
    return 'done';
  });
  log(value);
  await db.destroy();
  log('destroyed');
}

export async function rolledBack() {
  const db = connect();
  await outcome('transaction', db.transaction(async (trx) => {
    await trx('users').insert({ id: 1 });
    throw new Error('no');
  }));
  await db.destroy();
  log('destroyed');
}

export async function outsideOfTheTransaction() {
  const db = connect();
  await outcome('transaction', db.transaction(async () => {
    await db('users').select('id');
  }));
  log('end');
}

export async function savepoint() {
  const db = connect();
  await outcome('transaction', db.transaction(async (trx) => {
    await trx.transaction(async (inner) => {
      await inner('users').insert({ id: 1 });
      log('inner');
    });
    log('outer');
  }));
}

export async function neverFinished() {
  const db = connect();
  const trx = await db.transaction();
  await trx('users').select('id');
  await tick();
  log('destroying');
  await outcome('destroy', db.destroy());
}

export async function usedAfterItsEnd() {
  const db = connect();
  const trx = await db.transaction();
  await trx.commit();
  log(trx.isCompleted());
  await outcome('late', Promise.resolve(trx('users').select('id')));
}
