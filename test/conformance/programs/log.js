/** What a program tells of itself: each event in the order in which it happens. */
let trace = '';

export function log(event) {
  trace += `${event} `;
}

export function forget() {
  trace = '';
}

export function told() {
  return trace;
}

/** Tells how a promise ends, if it does. */
export function outcome(name, promise) {
  return promise.then(() => log(`${name}:ok`), () => log(`${name}:failed`));
}

/** Tells whether a call throws. */
export function attempt(name, call) {
  try {
    call();
    log(`${name}:ok`);
  } catch {
    log(`${name}:threw`);
  }
}

/** Some time passes: a timer of the scheduler's, which fires in any order among others. */
export function tick() {
  return new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
}
