import type { Library } from './library.ts';

/** What of the language and its hosts has nothing to do with concurrency, but must be known to say which exceptions leave a function. */
export const platform: Library = {
  modules: [],
  exports: {},
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
