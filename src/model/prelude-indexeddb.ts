/**
 * IndexedDB, as run on fake-indexeddb 6. Requests of a transaction are answered one after the other; it completes as soon
 * as nothing of it is asked for and all that was to run at once has run, and a request to it then throws. Transactions
 * that share a store, and of which one writes, run one after the other. Who opens a newer version, or deletes a database,
 * waits until all who have it open close it. A request fails only where the program listens for that.
 */
export const indexedDbText = `
let databases;
function indexeddb$base(name) {
  databases ??= new Map();
  if (!databases.has(name)) databases.set(name, { version: 0, connections: [], transactions: [], whenClosed: [], last: undefined });
  return databases.get(name);
}
function indexeddb$tell(self, type) {
  if (!indexeddb$hears(self, type)) return;
  const event = { type, target: self, currentTarget: self, preventDefault() {}, stopPropagation() {} };
  for (const listener of $op('event.fire', self, type, [event])) listener(event);
}
function indexeddb$hears(self, name) { return self !== undefined && $op('event.count', self, name) > 0; }
function indexeddb$assign(self, name, listener) {
  const { assigned } = $op('port.state', self);
  if (assigned[name] !== undefined) $op('event.off', self, name, assigned[name]);
  assigned[name] = listener ?? undefined;
  if (listener) $op('event.on', self, name, listener);
}
function indexeddb$listen(self, name, listener, once) {
  if (once) $op('event.once', self, name, listener);
  else $op('event.on', self, name, listener);
}
function indexeddb$self(self) { return self; }

function indexeddb$request(transaction) {
  const self = $op('port.make', 'fake-indexeddb#IDBRequest', undefined);
  $op('port.keep', self, { assigned: {}, result: undefined, transaction });
  return self;
}
function indexeddb$result(self) { return $op('port.state', self).result; }
function indexeddb$requester(self) { return $op('port.state', self).transaction; }
function indexeddb$succeed(request, result) {
  $op('port.state', request).result = result;
  indexeddb$tell(request, 'success');
}

function indexeddb$transaction(self, names, mode) {
  const { base } = $op('port.state', self);
  return indexeddb$begin(base, self, Array.isArray(names) ? names : [names], mode ?? 'readonly');
}
function indexeddb$begin(base, database, names, mode) {
  const self = $op('port.make', 'fake-indexeddb#IDBTransaction', undefined);
  $op('port.keep', self, { assigned: {}, base, database, names, mode, requests: [], hasBegun: false, isServing: false, isEnding: false, isOver: false });
  base.transactions = [...base.transactions, self];
  indexeddb$start(base);
  return self;
}
function indexeddb$excludes(first, second) {
  const [a, b] = [$op('port.state', first), $op('port.state', second)];
  return a.mode === 'versionchange' || ((a.mode === 'readwrite' || b.mode === 'readwrite') && a.names.some((name) => b.names.includes(name)));
}
/** Lets all transactions begin that no earlier one excludes. */
function indexeddb$start({ transactions }) {
  transactions.forEach((self, i) => {
    const t = $op('port.state', self);
    if (t.hasBegun || transactions.some((earlier, j) => j < i && indexeddb$excludes(earlier, self))) return;
    t.hasBegun = true;
    indexeddb$serve(self);
    indexeddb$endLater(self);
  });
}
function indexeddb$serve(self) {
  const t = $op('port.state', self);
  if (!t.hasBegun || t.isServing || t.isOver || t.requests.length === 0) return;
  t.isServing = true;
  $op('stream.later', () => {
    t.isServing = false;
    if (t.isOver) return;
    const { request, next } = t.requests.shift();
    if ((indexeddb$hears(request, 'error') || indexeddb$hears(self, 'error') || indexeddb$hears(self, 'abort')) && $op('stream.either')) {
      indexeddb$tell(request, 'error');
      indexeddb$tell(self, 'error');
      indexeddb$abort(self);
      return;
    }
    indexeddb$succeed(request, next());
    indexeddb$serve(self);
    indexeddb$endLater(self);
  });
}
function indexeddb$endLater(self) {
  const t = $op('port.state', self);
  if (t.isEnding) return;
  t.isEnding = true;
  $op('stream.later', () => {
    t.isEnding = false;
    if (t.isOver || t.isServing || t.requests.length > 0) return;
    if ($op('stream.isQuiet')) indexeddb$end(self, 'complete');
    else indexeddb$endLater(self);
  });
}
function indexeddb$end(self, how) {
  const t = $op('port.state', self);
  t.isOver = true;
  const { base } = t;
  base.transactions = base.transactions.filter((other) => other !== self);
  indexeddb$tell(self, how);
  indexeddb$start(base);
}
function indexeddb$commit(self) {
  const t = $op('port.state', self);
  if (!t.isOver && !t.isServing && t.requests.length === 0) $op('stream.later', () => { if (!t.isOver) indexeddb$end(self, 'complete'); });
}
function indexeddb$abort(self) {
  const t = $op('port.state', self);
  if (t.isOver) throw $op('stream.misuse', 'abort of a transaction that is over');
  t.isOver = true;
  $op('stream.later', () => {
    // what fails at a request is told to its transaction as well
    for (const { request } of t.requests.splice(0)) {
      indexeddb$tell(request, 'error');
      indexeddb$tell(self, 'error');
    }
    $op('stream.later', () => { indexeddb$end(self, 'abort'); });
  });
}
function indexeddb$database(self) { return $op('port.state', self).database; }

function indexeddb$store(self) {
  const store = $op('port.make', 'fake-indexeddb#IDBObjectStore', undefined);
  $op('port.keep', store, { transaction: self });
  return store;
}
function indexeddb$ask(self) { return indexeddb$queue(self, () => $op('stream.unknown')); }
function indexeddb$queue(self, next) {
  const { transaction } = $op('port.state', self);
  const t = $op('port.state', transaction);
  if (t.isOver) throw $op('stream.misuse', 'request to a transaction that is over');
  const request = indexeddb$request(transaction);
  t.requests.push({ request, next });
  indexeddb$serve(transaction);
  return request;
}
/** Answered again for each entry that is asked for, until there is none. */
function indexeddb$cursor(self) {
  const { transaction } = $op('port.state', self);
  const entry = () => ($op('stream.either') ? null : cursor);
  const again = () => {
    $op('port.state', transaction).requests.push({ request, next: entry });
    indexeddb$serve(transaction);
  };
  const cursor = {
    key: $op('stream.unknown'), primaryKey: $op('stream.unknown'), value: $op('stream.unknown'), source: self,
    continue: again, continuePrimaryKey: again, advance: again, update: () => indexeddb$ask(self), delete: () => indexeddb$ask(self),
  };
  const request = indexeddb$queue(self, entry);
  return request;
}

function indexeddb$createStore(self) {
  const { upgrade } = $op('port.state', self);
  return indexeddb$store(upgrade);
}
function indexeddb$close(self) {
  const { base } = $op('port.state', self);
  if (!base.connections.includes(self)) return;
  base.connections = base.connections.filter((other) => other !== self);
  if (base.connections.length === 0) for (const tell of base.whenClosed.splice(0)) tell();
}
function indexeddb$open(name, version) {
  const request = indexeddb$request(null);
  const base = indexeddb$base(name);
  indexeddb$inTurn(base, async () => {
    const wanted = version ?? (base.version === 0 ? 1 : base.version);
    if (wanted < base.version || (indexeddb$hears(request, 'error') && $op('stream.either'))) {
      indexeddb$tell(request, 'error');
      return;
    }
    const database = $op('port.make', 'fake-indexeddb#IDBDatabase', undefined);
    $op('port.keep', database, { assigned: {}, base, upgrade: undefined });
    if (wanted > base.version) {
      await indexeddb$untilClosed(base, request);
      base.version = wanted;
      await indexeddb$upgrade(base, database, request);
    }
    base.connections = [...base.connections, database];
    indexeddb$succeed(request, database);
  });
  return request;
}
// one that somebody else has opened
function indexeddb$passed() {
  const base = indexeddb$base('passed');
  base.version = 1;
  const database = $op('port.make', 'fake-indexeddb#IDBDatabase', undefined);
  $op('port.keep', database, { assigned: {}, base, upgrade: undefined });
  base.connections = [...base.connections, database];
  return database;
}
async function indexeddb$upgrade(base, database, request) {
  if (!indexeddb$hears(request, 'upgradeneeded')) return;
  const over = $op('promise.create');
  const upgrade = indexeddb$begin(base, database, [], 'versionchange');
  const go = $op('promise.resolver', over);
  $op('event.on', upgrade, 'complete', () => { go(); });
  $op('port.state', database).upgrade = upgrade;
  const r = $op('port.state', request);
  r.result = database;
  r.transaction = upgrade;
  indexeddb$tell(request, 'upgradeneeded');
  await over;
  r.transaction = null;
}
function indexeddb$delete(name) {
  const request = indexeddb$request(null);
  const base = indexeddb$base(name);
  indexeddb$inTurn(base, async () => {
    await indexeddb$untilClosed(base, request);
    base.version = 0;
    indexeddb$succeed(request, undefined);
  });
  return request;
}
/** Requests for one database are served one after the other. */
async function indexeddb$inTurn(base, serve) {
  const before = base.last;
  const over = $op('promise.create');
  base.last = over;
  if (before !== undefined) await before;
  await new Promise((resolve) => { $op('stream.later', () => { resolve(); }); });
  try { await serve(); }
  finally { $op('promise.resolver', over)(); }
}
async function indexeddb$untilClosed(base, request) {
  if (base.connections.length === 0) return;
  for (const connection of base.connections) $op('stream.later', () => { indexeddb$tell(connection, 'versionchange'); });
  // it may come late, after all have closed
  $op('stream.later', () => { if (base.connections.length > 0) indexeddb$tell(request, 'blocked'); });
  const closed = $op('promise.create', 'all connections to the database to be closed');
  base.whenClosed.push($op('promise.resolver', closed));
  await closed;
}
`;
