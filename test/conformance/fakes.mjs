// Drivers without a database behind them, so that the pools of real packages can be run: each query takes some time and answers nothing.
import { EventEmitter } from 'node:events';
import knex from 'knex';

const later = () => new Promise((resolve) => { setTimeout(resolve, 1); });

export class KnexClient extends knex.Client {
  get dialect() { return 'fake'; }
  get driverName() { return 'fake'; }
  _driver() { return {}; }
  initializeDriver() { this.driver = {}; }
  async acquireRawConnection() { return { id: 1 }; }
  async destroyRawConnection() { return undefined; }
  async _query(connection, query) {
    await later();
    return { ...query, response: [] };
  }
  processResponse() { return []; }
}

export class PgClient extends EventEmitter {
  connect(callback) { setTimeout(() => callback(), 1); }
  isConnected() { return true; }
  query(text, values, callback) {
    const done = [text, values, callback].find((argument) => typeof argument === 'function');
    setTimeout(() => done(undefined, { rows: [] }), 1);
  }
  end(callback) {
    if (callback !== undefined) setTimeout(callback, 1);
  }
}
