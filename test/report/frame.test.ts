import { expect, test } from 'vitest';
import { frame } from '../../src/report/frame.ts';
import type { Context } from '../../src/report/report.ts';
import { at, context } from './sample.ts';

function reading(source: string, width = 80): Context {
  return { ...context, source: () => source, width };
}

test('an operation over several lines is marked on its first line', () => {
  const source = 'await lock.runExclusive(async () => {\n  await save();\n});\n';
  expect(frame(at('a.ts', 1, 7, 3, 3), reading(source))).toEqual([
    '> 1 | await lock.runExclusive(async () => {',
    '    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
    '  2 |   await save();',
  ]);
});

test('tabs keep the marker in place', () => {
  expect(frame(at('a.ts', 1, 2, 6), reading('\tgo();\n'))).toEqual(['> 1 | \tgo();', '    | \t^^^^', '  2 |']);
});

test('long lines are cut behind what is marked', () => {
  const source = `go(); ${'x'.repeat(100)}\n${'y'.repeat(100)}`;
  expect(frame(at('a.ts', 1, 1, 5), reading(source, 30))).toEqual([
    `> 1 | go(); ${'x'.repeat(13)}…`,
    '    | ^^^^',
    `  2 | ${'y'.repeat(19)}…`,
  ]);
});

test('a place outside the file has no frame', () => {
  expect(frame(at('a.ts', 9, 1, 5), reading('go();\n'))).toEqual([]);
  expect(frame(at('a.ts', 1, 1, 5), { ...reading(''), source: () => undefined })).toEqual([]);
});
