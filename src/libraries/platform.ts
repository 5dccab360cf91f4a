import type { Library } from './library.ts';

/** What of the language and its hosts has nothing to do with concurrency, but must be known to follow code: what keeps values, runs functions and throws. */
export const platform: Library = {
  modules: [],
  exports: {},
  collections: {
    types: ['Map', 'ReadonlyMap', 'WeakMap', 'Set', 'ReadonlySet', 'WeakSet', 'Array', 'ReadonlyArray', 'Record'],
    views: ['Readonly', 'Partial', 'Required', 'Pick', 'Omit', 'NonNullable'],
    members: {
      get: { op: 'collection.get', operands: { key: { argument: 0 } } },
      has: { op: 'collection.has', operands: { key: { argument: 0 } } },
      set: { op: 'collection.set', operands: { key: { argument: 0 } } },
      add: { op: 'collection.add', operands: { key: { argument: 0 } } },
      at: { op: 'collection.take' },
      pop: { op: 'collection.take' },
      shift: { op: 'collection.take' },
      map: { op: 'collection.map', operands: { callback: { argument: 0 } } },
      flatMap: { op: 'collection.map', operands: { callback: { argument: 0 } } },
      from: { op: 'collection.map', operands: { callback: { argument: 1 } } },
      forEach: { op: 'collection.each', operands: { callback: { argument: 0 } } },
    },
  },
  calm: {
    objects: ['console', 'Math', 'performance'],
    functions: [
      'Number', 'String', 'Boolean', 'Symbol', 'Date.now', 'Array.isArray', 'Array.of', 'Number.isInteger', 'Number.isNaN', 'Number.isFinite', 'Number.parseInt', 'Number.parseFloat',
      'Object.is', 'Object.keys', 'Object.values', 'Object.entries', 'Object.freeze', 'parseInt', 'parseFloat', 'isNaN', 'process.hrtime', 'process.uptime',
    ],
    classes: ['Map', 'Set', 'WeakMap', 'WeakSet', 'Date', 'Error', 'TypeError', 'RangeError', 'AggregateError', 'AbortController', 'Promise', 'Array'],
    methods: [
      'push', 'pop', 'shift', 'unshift', 'get', 'set', 'has', 'add', 'delete', 'clear', 'keys', 'values', 'entries', 'at', 'slice', 'splice', 'concat', 'includes',
      'indexOf', 'join', 'reverse', 'fill', 'trim', 'startsWith', 'endsWith', 'toUpperCase', 'toLowerCase', 'toFixed', 'getTime', 'then', 'catch', 'finally',
    ],
    iterations: [
      'find', 'findIndex', 'findLast', 'findLastIndex', 'filter', 'map', 'flatMap', 'some', 'every', 'forEach', 'reduce', 'reduceRight', 'sort', 'toSorted',
    ],
  },
  final: ['process.exit', 'process.abort'],
};
