import { log, outcome, tick } from './log.js';

const told = (request, event = 'success') => new Promise((resolve, reject) => {
  request[`on${event}`] = () => resolve(request.result);
  request.addEventListener('error', () => reject(new Error('failed')));
});

function opened(name, version = 1) {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => {
    log('upgrade');
    if (version === 1) request.result.createObjectStore('notes');
  };
  return told(request);
}

export async function completesAfterItsRequests() {
  const db = await opened('raw-a');
  const transaction = db.transaction('notes', 'readwrite');
  transaction.oncomplete = () => log('complete');
  const notes = transaction.objectStore('notes');
  notes.put('text', 'key').onsuccess = () => {
    log('put');
    notes.get('key').onsuccess = () => log('got');
  };
  for (let i = 0; i < 6; i++) await tick();
  db.close();
  await told(indexedDB.deleteDatabase('raw-a'));
  log('deleted');
}

export async function overAfterATimer() {
  const db = await opened('raw-b');
  const transaction = db.transaction('notes', 'readwrite');
  await told(transaction.objectStore('notes').put('text', 'key'));
  for (let i = 0; i < 8; i++) await tick();
  try { transaction.objectStore('notes').put('late', 'key'); }
  catch { log('refused'); }
  db.close();
  await told(indexedDB.deleteDatabase('raw-b'));
}

export async function abortedByTheProgram() {
  const db = await opened('raw-c');
  const transaction = db.transaction(['notes'], 'readwrite');
  transaction.oncomplete = () => log('complete');
  transaction.addEventListener('abort', () => log('abort'));
  outcome('put', told(transaction.objectStore('notes').put('text', 'key')));
  transaction.abort();
  for (let i = 0; i < 6; i++) await tick();
  db.close();
  await told(indexedDB.deleteDatabase('raw-c'));
}

export async function writersTakeTurns() {
  const db = await opened('raw-d');
  const write = (name) => {
    const transaction = db.transaction('notes', 'readwrite');
    const notes = transaction.objectStore('notes');
    notes.put(name, 'key').onsuccess = () => {
      log(`${name}+`);
      notes.put(name, 'key').onsuccess = () => log(`${name}-`);
    };
    return new Promise((resolve) => { transaction.oncomplete = resolve; });
  };
  await Promise.all([write('a'), write('b')]);
  db.close();
  await told(indexedDB.deleteDatabase('raw-d'));
}

export async function newerVersionWaits() {
  const db = await opened('raw-e');
  db.onversionchange = () => log('versionchange');
  outcome('newer', opened('raw-e', 2).then((newer) => {
    newer.close();
    return told(indexedDB.deleteDatabase('raw-e'));
  }));
  for (let i = 0; i < 4; i++) await tick();
  log('closing');
  db.close();
}

export async function cursorOverTwo() {
  const db = await opened('raw-f');
  const notes = db.transaction('notes', 'readwrite').objectStore('notes');
  notes.put('a', 1);
  notes.put('b', 2);
  const request = notes.openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    log(cursor === null ? 'none' : 'one');
    if (cursor !== null) cursor.continue();
  };
  for (let i = 0; i < 8; i++) await tick();
  db.close();
  await told(indexedDB.deleteDatabase('raw-f'));
}
