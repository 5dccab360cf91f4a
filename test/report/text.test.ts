import { expect, test } from 'vitest';
import { count, keepEnd, list, plural, wrap } from '../../src/report/text.ts';

test('counts', () => {
  expect([plural(0, 'entry', 'entries'), plural(1, 'entry', 'entries'), plural(2, 'file'), count(1234567)])
    .toEqual(['0 entries', '1 entry', '2 files', '1,234,567']);
});

test('wrap breaks at spaces, keeps paragraphs and never cuts a word', () => {
  expect(wrap('one two three\n\na-very-long-path four', 9)).toEqual(['one two', 'three', '', 'a-very-long-path', 'four']);
  expect(wrap('', 9)).toEqual(['']);
});

test('keepEnd keeps the tail', () => {
  expect([keepEnd('main → flush', 12), keepEnd('main → flush', 6)]).toEqual(['main → flush', '…flush']);
});

test('lists', () => {
  expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'], 'or')]).toEqual(['', 'a', 'a and b', 'a, b or c']);
});
