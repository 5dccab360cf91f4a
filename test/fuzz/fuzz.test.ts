import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { attempt, textIn } from './attempt.ts';
import { textOf } from './texts.ts';

const kept = fileURLToPath(new URL('kept/', import.meta.url));

describe('what went wrong once goes well', () => {
  test.each(readdirSync(kept))('%s', async (name) => {
    expect((await attempt(textIn(kept + name))).problems).toEqual([]);
  });
});

test('a few of the seeds of `npm run fuzz`', async () => {
  const sum = { parsed: 0, messages: 0 };
  for (let seed = 0; seed < 20; seed++) {
    const { problems, doesParse, messages } = await attempt(textOf(seed));
    expect({ seed, problems }).toEqual({ seed, problems: [] });
    sum.parsed += Number(doesParse);
    sum.messages += messages;
  }
  expect(sum.parsed, 'most have to parse').toBeGreaterThan(12);
  expect(sum.messages, 'the rules have to be asked').toBeGreaterThan(2);
});
