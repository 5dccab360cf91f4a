import type { Library } from './library.ts';

/** EventTarget: `dispatchEvent` runs the listeners. */
export const eventTarget: Library = {
  modules: [],
  exports: {
    EventTarget: {
      kind: 'class',
      primitive: 'event',
      construct: {},
      members: {
        addEventListener: { op: 'event.listen', operands: { name: { argument: 0 }, listener: { argument: 1 }, once: { option: 'once', of: 2 }, signal: { option: 'signal', of: 2 } } },
        removeEventListener: { op: 'event.off', operands: { name: { argument: 0 }, listener: { argument: 1 } } },
        dispatchEvent: { op: 'event.dispatch', operands: { event: { argument: 0 } } },
      },
    },
  },
  globals: { EventTarget: 'EventTarget' },
  obligations: [{ class: 'EventTarget', take: 'addEventListener', release: ['removeEventListener'], matching: [0, 1], signal: { option: 'signal', of: 2 }, what: 'listener' }],
};
