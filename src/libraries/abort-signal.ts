import type { Library, Operation } from './library.ts';

/** A controller and its signal are one cell in the model, so each understands the members of both. */
const members: Readonly<Record<string, Operation>> = {
  abort: { op: 'signal.abort', operands: { reason: { argument: 0 } } },
  signal: { op: 'signal.signal', property: true, handle: 'AbortSignal' },
  aborted: { op: 'signal.aborted', property: true },
  reason: { op: 'signal.reason', property: true },
  throwIfAborted: { op: 'signal.throwIfAborted' },
  addEventListener: {
    op: 'signal.listen',
    operands: { name: { argument: 0 }, listener: { argument: 1 }, once: { option: 'once', of: 2 }, signal: { option: 'signal', of: 2 } },
  },
  removeEventListener: { op: 'signal.unlisten', operands: { name: { argument: 0 }, listener: { argument: 1 } } },
};

/** AbortController and AbortSignal: cancellation as a tree; listeners run inside `abort()`. */
export const abortSignal: Library = {
  modules: [],
  exports: {
    AbortController: { kind: 'class', primitive: 'signal', construct: {}, members },
    AbortSignal: {
      kind: 'class',
      primitive: 'signal',
      members,
      statics: {
        any: { op: 'signal.any', operands: { signals: { argument: 0 } }, handle: 'AbortSignal' },
        timeout: { op: 'signal.timeout', operands: { delay: { argument: 0 } }, handle: 'AbortSignal' },
        abort: { op: 'signal.abortedSignal', operands: { reason: { argument: 0 } }, handle: 'AbortSignal' },
      },
    },
  },
  globals: { AbortController: 'AbortController', AbortSignal: 'AbortSignal' },
  obligations: [
    { class: 'AbortController', take: 'new', release: ['abort'], what: 'controller' },
    // an abort comes once at most, and often never: `{ once: true }` gives nothing back
    ...['AbortSignal', 'AbortController'].map((name) => (
      { class: name, take: 'addEventListener', release: ['removeEventListener'], matching: [0, 1], signal: { option: 'signal', of: 2 }, what: 'abort listener' } as const
    )),
  ],
};
