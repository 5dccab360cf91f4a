import csp from 'js-csp';
import { log, tick } from './log.js';

export function rendezvous() {
  const ch = csp.chan();
  csp.go(function* () {
    yield csp.put(ch, 'a');
    log('put');
  });
  csp.go(function* () {
    log(yield csp.take(ch));
    yield csp.take(ch);
    log('never');
  });
}

export function buffered() {
  const ch = csp.chan(1);
  csp.go(function* () {
    yield csp.put(ch, 1);
    log('first');
    yield csp.put(ch, 2);
    log('second');
  });
}

export function bareChannelIsTaken() {
  const ch = csp.chan(1);
  csp.go(function* () {
    yield csp.put(ch, 'a');
    log(yield ch);
  });
}

export async function closedWhilePutWaits() {
  const ch = csp.chan();
  csp.go(function* () { log(`put:${yield csp.put(ch, 1)}`); });
  await tick();
  ch.close();
  ch.close();
  csp.go(function* () {
    log(`take:${yield csp.take(ch)}`);
    log(`later:${yield csp.put(ch, 2)}`);
  });
}

export function resultOfAProcess() {
  const result = csp.go(function* () {
    yield csp.sleep(1);
    return 'done';
  });
  csp.takeAsync(result, (value) => log(value));
}

export function sliding() {
  const ch = csp.chan(csp.buffers.sliding(1));
  csp.go(function* () {
    for (const name of ['a', 'b', 'c']) yield csp.put(ch, name);
    ch.close();
    log(yield csp.take(ch));
    log(yield csp.take(ch));
  });
}

export function dropping() {
  const ch = csp.chan(csp.buffers.dropping(1));
  csp.go(function* () {
    for (const name of ['a', 'b']) log(yield csp.put(ch, name));
    log(yield csp.take(ch));
  });
}

export function chooses() {
  const [a, b] = [csp.chan(1), csp.chan(1)];
  csp.putAsync(a, 'a');
  csp.putAsync(b, 'b');
  csp.go(function* () {
    const { value, channel } = yield csp.alts([a, b]);
    log(`${value}:${channel === a}`);
  });
}

export function defaultThatIsFalsy() {
  const ch = csp.chan();
  csp.go(function* () {
    yield csp.alts([ch], { default: 0 });
    log('never');
  });
  csp.go(function* () {
    const { value } = yield csp.alts([ch], { default: 'idle' });
    log(value);
  });
}

export function timedOut() {
  const ch = csp.chan();
  const other = csp.chan();
  const over = csp.timeout(1);
  csp.go(function* () {
    const { value, channel } = yield csp.alts([ch, [other, 1], over]);
    log(`${value}:${channel === over}`);
  });
}

export function offerAndPoll() {
  const ch = csp.chan(1);
  log(csp.offer(ch, 1));
  log(csp.offer(ch, 2));
  log(csp.poll(ch));
  log(csp.poll(ch) === csp.NO_VALUE);
}
