import type { FunctionExport, Library } from './library.ts';

const body = { first: { argument: 0 }, second: { argument: 1 }, third: { argument: 2 } } as const;
const suite: FunctionExport = { kind: 'function', op: 'test.suite', operands: body };
const test: FunctionExport = { kind: 'function', op: 'test.case', operands: body };
const before: FunctionExport = { kind: 'function', op: 'test.before', operands: body };
const after: FunctionExport = { kind: 'function', op: 'test.after', operands: body };

/** Test runners: a suite's body runs at once, each test by itself, with what is set up before and torn down after it. */
export const testRunners: Library = {
  modules: ['vitest', '@jest/globals', 'mocha', 'node:test', 'bun:test', 'ava'],
  exports: {
    describe: suite, suite, context: suite,
    it: test, test, specify: test, default: test,
    before, beforeAll: before, beforeEach: before,
    after, afterAll: after, afterEach: after,
  },
  globals: {
    describe: 'describe', context: 'context', suite: 'suite', it: 'it', test: 'test', specify: 'specify',
    before: 'before', beforeAll: 'beforeAll', beforeEach: 'beforeEach', after: 'after', afterAll: 'afterAll', afterEach: 'afterEach',
  },
};
