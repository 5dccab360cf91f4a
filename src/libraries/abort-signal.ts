import type { Library } from './library.ts';

/** AbortController and AbortSignal: cancellation as a tree; listeners run inside `abort()`. */
export const abortSignal: Library = {
  modules: [],
  exports: {
    AbortController: {
      kind: 'class',
      primitive: 'signal',
      construct: {},
      members: {
        abort: { op: 'signal.abort', operands: { reason: { argument: 0 } } },
        signal: { op: 'signal.signal', property: true },
      },
    },
    AbortSignal: {
      kind: 'class',
      primitive: 'signal',
      members: {
        aborted: { op: 'signal.aborted', property: true },
        reason: { op: 'signal.reason', property: true },
        throwIfAborted: { op: 'signal.throwIfAborted' },
        addEventListener: { op: 'signal.listen', operands: { listener: { argument: 1 } } },
        removeEventListener: { op: 'signal.unlisten', operands: { listener: { argument: 1 } } },
        abort: { op: 'signal.abort', operands: { reason: { argument: 0 } } },
        signal: { op: 'signal.signal', property: true },
      },
      statics: {
        any: { op: 'signal.any', operands: { signals: { argument: 0 } } },
        timeout: { op: 'signal.timeout', operands: { delay: { argument: 0 } } },
        abort: { op: 'signal.abortedSignal', operands: { reason: { argument: 0 } } },
      },
    },
  },
  globals: { AbortController: 'AbortController', AbortSignal: 'AbortSignal' },
};
