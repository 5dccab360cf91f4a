import type { Library } from './library.ts';

const chained = ['select', 'columns', 'distinct', 'where', 'andWhere', 'orWhere', 'whereIn', 'whereNot', 'whereNull', 'whereNotNull', 'whereRaw', 'insert', 'update', 'delete', 'del', 'first', 'join', 'leftJoin', 'innerJoin', 'orderBy', 'groupBy', 'having', 'limit', 'offset', 'returning', 'count', 'min', 'max', 'sum', 'avg', 'increment', 'decrement', 'onConflict', 'merge', 'ignore', 'forUpdate', 'forShare', 'skipLocked', 'into', 'from', 'pluck', 'as', 'clone', 'timeout', 'truncate'];

/**
 * knex: a query takes one of `pool.max` connections (10, for SQLite 1) while it runs, a transaction until it is committed or rolled
 * back. Who waits for a connection for a minute gets an error; `destroy()` waits for all connections without end.
 */
export const knex: Library = {
  modules: ['knex'],
  versions: '>=2 <4',
  exports: {
    Places: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { argument: 0 } },
      policy: { releaseFree: 'grow' },
      members: {
        take: { op: 'mutex.acquire', operands: { signal: { argument: 0 } }, gives: 'nothing' },
        give: { op: 'mutex.release' },
      },
    },
  },
  standIn: `
import { Places } from 'knex';

class Query {
  constructor(run) { this.run = run; }
  transacting(transaction) {
    this.run = transaction.run;
    return this;
  }
  then(fulfilled, rejected) {
    const answer = this.run();
    return $op('promise.passOn', answer, fulfilled, rejected) ? undefined : answer.then(fulfilled, rejected);
  }
  catch(rejected) { return this.run().catch(rejected); }
  finally(callback) { return this.run().finally(callback); }
${chained.map((name) => `  ${name}() { return this; }`).join('\n')}
}

/** What queries are made with: called with a table, or by its methods. */
function queries(run) {
  const on = () => new Query(run);
  on.run = run;
  for (const name of ['raw', 'select', 'insert', 'from', 'into', 'with', 'table', 'queryBuilder', 'batchInsert']) on[name] = on;
  on.schema = $op('client.unknown');
  on.fn = $op('client.unknown');
  return on;
}
async function answered() {
  await $op('timer.sleep');
  return $op('client.unknown');
}

class Connections {
  constructor(max) {
    this.places = new Places(max);
    this.lent = 0;
    this.returned = [];
  }
  async take() {
    const controller = new AbortController();
    const timer = $op('timer.set', () => { controller.abort(new Error('Knex: Timeout acquiring a connection. The pool is probably full.')); });
    try { await this.places.take(controller.signal); }
    finally { $op('timer.clear', timer); }
    this.lent++;
  }
  give() {
    this.lent--;
    this.places.give();
    if (this.lent === 0) for (const tell of this.returned.splice(0)) tell();
  }
  async run() {
    await this.take();
    try { return await answered(); }
    finally { this.give(); }
  }
  async destroy() {
    if (this.lent === 0) return;
    const returned = $op('promise.create', 'all connections to be given back');
    this.returned.push($op('promise.resolver', returned));
    await returned;
  }
}

/** A transaction on a connection of its own, or inside another one as a savepoint; \`end\` gives the connection back. */
function transaction(end) {
  let isOver = false;
  const outcome = $op('promise.create', 'the end of the transaction');
  const [resolve, reject] = [$op('promise.resolver', outcome), $op('promise.rejecter', outcome)];
  // a transaction waits for its end: who loses it without an end leaves the connection lent
  outcome.then(() => undefined, () => undefined);
  const trx = queries(async () => {
    if (isOver) throw new Error('Transaction query already complete');
    return answered();
  });
  const over = async (settle, value) => {
    if (isOver) return;
    isOver = true;
    await $op('timer.sleep');
    end();
    settle(value);
  };
  trx.commit = (value) => over(resolve, value);
  trx.rollback = (error) => over(reject, error ?? new Error('Transaction rejected with non-error: undefined'));
  trx.isCompleted = () => isOver;
  trx.executionPromise = outcome;
  trx.isTransaction = true;
  trx.transaction = (callback) => transacted(async () => undefined, () => undefined, callback);
  return trx;
}
async function transacted(begin, end, callback) {
  await begin();
  const trx = transaction(end);
  if (typeof callback !== 'function') return trx;
  let result;
  try { result = callback(trx); }
  catch (error) {
    await trx.rollback(error);
    throw error;
  }
  // without a promise, the callback's code commits by itself
  if (result !== undefined && result !== null) finishWith(trx, result);
  return trx.executionPromise;
}
async function finishWith(trx, result) {
  let value;
  try { value = await result; }
  catch (error) {
    await trx.rollback(error);
    return;
  }
  await trx.commit(value);
}

export function knex(config) {
  const { client, pool = {} } = config ?? {};
  const { max = client === 'sqlite3' || client === 'better-sqlite3' ? 1 : 10 } = pool;
  const connections = new Connections(max);
  const db = queries(() => connections.run());
  db.transaction = (callback) => transacted(() => connections.take(), () => { connections.give(); }, callback);
  db.destroy = () => connections.destroy();
  db.on = (name, listener) => {
    $op('stream.later', () => { listener($op('client.unknown')); });
    return db;
  };
  db.once = db.on;
  db.client = $op('client.unknown');
  db.migrate = $op('client.unknown');
  db.seed = $op('client.unknown');
  return db;
}
export default knex;
`,
};
