import type { Library } from './library.ts';

/** it-pushable: an unbounded queue for one consumer; the first of two that wait at once is never told. */
export const itPushable: Library = {
  modules: ['it-pushable'],
  versions: '>=3 <4',
  exports: {},
  standIn: `
export function pushable(options) {
  const onEnd = options === undefined ? undefined : options.onEnd;
  let buffer = [];
  let taker;
  let isEnded = false;
  let drained = [];

  const give = (entry) => {
    if (taker === undefined) {
      buffer.push(entry);
      return;
    }
    const { resolve, reject } = taker;
    taker = undefined;
    if (entry.failure === undefined) resolve(entry);
    else reject(entry.failure.error);
  };
  const tellDrained = () => {
    if (buffer.length > 0) return;
    $op('stream.soon', () => { for (const tell of drained.splice(0)) tell(); });
  };
  const end = (error) => {
    if (isEnded) return self;
    isEnded = true;
    if (error !== undefined && error !== null) {
      buffer = [];
      give({ failure: { error } });
    } else give({ value: undefined, done: true });
    if (onEnd !== undefined) onEnd(error);
    return self;
  };
  const self = {
    [Symbol.asyncIterator]() { return self; },
    async next() {
      try {
        if (buffer.length > 0) {
          const entry = buffer.shift();
          if (entry.failure !== undefined) throw entry.failure.error;
          return entry;
        }
        if (isEnded) return { value: undefined, done: true };
        if (taker !== undefined) $op('defect.note', 'it-pushable 3.2.4 forgets who waits for a value when a second one begins to wait');
        const next = $op('promise.create', 'the next value');
        taker = { resolve: $op('promise.resolver', next), reject: $op('promise.rejecter', next) };
        return await next;
      } finally { tellDrained(); }
    },
    async return() {
      buffer = [];
      end();
      return { value: undefined, done: true };
    },
    async throw(error) {
      end(error);
      return { value: undefined, done: true };
    },
    push(value) {
      if (!isEnded) give({ value, done: false });
      return self;
    },
    end,
    async onEmpty(wanted) {
      const signal = wanted === undefined ? undefined : wanted.signal;
      if (signal !== undefined) signal.throwIfAborted();
      if (buffer.length === 0) return;
      if (signal === undefined) {
        $op('defect.note', 'it-pushable 3.2.4 does not wait in onEmpty() without a signal');
        return;
      }
      const empty = $op('promise.create', 'the queue to be empty');
      drained.push($op('promise.resolver', empty));
      const stop = () => { $op('promise.reject', empty, signal.reason); };
      signal.addEventListener('abort', stop);
      try { await empty; }
      finally { signal.removeEventListener('abort', stop); }
    },
    get readableLength() { return buffer.length; },
  };
  return self;
}
`,
};
