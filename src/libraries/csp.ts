import type { ClassExport, Library, Operation } from './library.ts';

const value: Operation['operands'] = { value: { argument: 0 } };

/** @nodeguy/channel: a rendezvous unless made with a length. Pushing on or closing a closed channel rejects; what was pushed before is still taken. */
export const nodeguyChannel: Library = {
  modules: ['@nodeguy/channel'],
  versions: '>=1 <2',
  exports: {
    default: {
      kind: 'class',
      primitive: 'channel',
      factory: true,
      construct: { capacity: { argument: 0, default: 0 } },
      policy: { sendOnClosed: 'throw', closeTwice: 'throw', pendingAtClose: 'keep' },
      members: {
        push: { op: 'channel.send', operands: value, async: true },
        shift: { op: 'channel.value', async: true },
        close: { op: 'channel.closeLater', async: true },
      },
    },
  },
};

const channel: ClassExport = {
  kind: 'class',
  primitive: 'channel',
  // a write waits for its reader, however large the buffer
  construct: { capacity: { constant: 0 } },
  policy: { sendOnClosed: 'false', closeTwice: 'ignore', pendingAtClose: 'keep' },
  members: {
    write: { op: 'channel.write', operands: value, async: true },
    read: { op: 'channel.value', async: true },
    close: { op: 'channel.close' },
  },
};

/** @thi.ng/csp: a write waits until it is read, however large the buffer; on a closed channel it gives false, and what was written before is still read. `offer()` and `poll()` are left out. */
export const thingCsp: Library = {
  modules: ['@thi.ng/csp'],
  versions: '>=3 <4',
  exports: { Channel: channel, channel: { ...channel, factory: true } },
};
