import type { Library } from './library.ts';

/** @esfx/async-canceltoken: a token and its source, which are one cell in the model; a source that is closed cancels no more. */
export const esfxCancelToken: Library = {
  modules: ['@esfx/async-canceltoken', '@esfx/canceltoken'],
  versions: '1.0.0',
  exports: {
    Source: {
      kind: 'class',
      primitive: 'signal',
      construct: {},
      members: {
        token: { op: 'signal.signal', property: true },
        cancel: { op: 'signal.abort', operands: { reason: { argument: 0 } } },
        cancelAfter: { op: 'signal.abortLater', operands: { delay: { argument: 0 } } },
        close: { op: 'signal.close' },
        '[dispose]': { op: 'signal.close' },
        signaled: { op: 'signal.aborted', property: true },
        canBeSignaled: { op: 'signal.isOpen', property: true },
        reason: { op: 'signal.reason', property: true },
        throwIfSignaled: { op: 'signal.throwIfAborted' },
        subscribe: { op: 'signal.subscribe', operands: { listener: { argument: 0 } } },
      },
    },
  },
  standIn: `
import { Source } from '@esfx/async-canceltoken';

export class CancelError extends Error {}

function canceled(reason) {
  const source = new Source();
  source.cancel(reason ?? new CancelError('Operation was canceled'));
  return source;
}
function closed() {
  const source = new Source();
  source.close();
  return source;
}
/** Cancelled with the first of the tokens. */
function linked(tokens) {
  const source = new Source();
  for (const token of tokens) token.subscribe(() => { source.cancel(token.reason); });
  return source;
}

export const CancelToken = {
  none: closed(),
  canceled: canceled(),
  source: (tokens) => (tokens === undefined || tokens === null ? new Source() : linked(tokens)),
  race: (tokens) => linked(tokens),
  all: (tokens) => {
    const source = new Source();
    let left = tokens.length;
    for (const token of tokens) token.subscribe(() => {
      left--;
      if (left === 0) source.cancel(token.reason);
    });
    return source;
  },
  timeout: (delay) => {
    const source = new Source();
    source.cancelAfter(delay);
    return source;
  },
  canceledWith: (reason) => canceled(reason),
  from: (token) => token ?? closed(),
};
`,
};
