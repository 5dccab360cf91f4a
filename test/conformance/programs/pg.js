import { Pool } from 'pg';
import { log, outcome, tick } from './log.js';

const connect = (more) => new Pool({ Client: globalThis.fakes?.PgClient, max: 1, ...more });

export async function nested() {
  const pool = connect();
  await pool.connect();
  log('outer');
  await outcome('inner', pool.connect());
}

export async function oneAfterAnother() {
  const pool = connect();
  const first = await pool.connect();
  outcome('second', pool.connect());
  await tick();
  log('release');
  first.release();
}

export async function queryOnThePool() {
  const pool = connect();
  await outcome('first', pool.query('select 1'));
  await outcome('second', pool.query('select 1'));
}

export async function releasedTwice() {
  const pool = connect();
  const client = await pool.connect();
  client.release();
  try {
    client.release();
    log('again');
  } catch {
    log('threw');
  }
}

export async function limitedInTime() {
  const pool = connect({ connectionTimeoutMillis: 10 });
  await outcome('first', pool.connect());
  await outcome('second', pool.connect());
}

export async function endWaits() {
  const pool = connect();
  const client = await pool.connect();
  outcome('end', pool.end());
  await tick();
  log('release');
  client.release();
}

export async function endedTwice() {
  const pool = connect();
  await outcome('end', pool.end());
  await outcome('again', pool.end());
  await outcome('connect', pool.connect());
}
