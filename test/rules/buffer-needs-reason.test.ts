import rule from '../../src/rules/buffer-needs-reason.ts';
import { named, testRule, wrong } from './tester.ts';

const chan = "import { Chan } from 'ts-chan';\n";

testRule('buffer-needs-reason', rule, {
  valid: [
    named('no room', `${chan}const jobs = new Chan<string>();`),
    named('none, said', `${chan}const jobs = new Chan<string>(0);`),
    named('one', `${chan}const result = new Chan<string>(1);`),
    named('a comment on the line', `${chan}const jobs = new Chan<string>(16); // one for each worker`),
    named('a comment above', `${chan}// one burst of the sensor\nconst jobs = new Chan<string>(64);`),
    named('a comment above an export', `${chan}/** One burst of the sensor is 64 readings. */\nexport const jobs = new Chan<string>(64);`),
    named('a comment above a field', `${chan}class Feed {\n  /** Room for a whole frame. */\n  readonly #lines = new Chan<string>(24);\n}`),
    named('a comment inside', `${chan}start(new Chan<string>(3 /* the three phases */));`),
    named('a constant with a comment', `${chan}const burst = 64; // readings that the sensor sends at once\nexport function open() { return new Chan<number>(burst); }`),
    named('a capacity that the caller chooses', `${chan}export function open(size: number) { return new Chan<number>(size); }`),
    named('another class', 'class Chan { constructor(readonly size: number) {} }\nconst jobs = new Chan(64);'),
  ],
  invalid: [
    wrong('a bare number', `${chan}const jobs = new Chan<string>(▸16);`, 'unexplained', { data: { capacity: '16' } }),
    wrong('two', `${chan}export const errors = new Chan<Error>(▸2);`, 'unexplained', { data: { capacity: '2' } }),
    wrong('a field', `${chan}class Feed {\n  readonly #lines = new Chan<string>(▸24);\n}`, 'unexplained'),
    wrong('in a call', `${chan}start(new Chan<string>(▸3), 'a');`, 'unexplained'),
    wrong('a constant', `${chan}const size = 64;\nconst jobs = new Chan<string>(▸size);`, 'unexplained', { data: { capacity: '64' } }),
    wrong('a comment further up', `${chan}// Jobs and their results.\n\nconst done = new Chan<void>();\nconst jobs = new Chan<string>(▸8);`, 'unexplained'),
    wrong('a comment below', `${chan}const jobs = new Chan<string>(▸8);\n// start the workers\nrun(jobs);`, 'unexplained'),
    wrong('by another name', "import { Chan as Channel } from 'ts-chan';\nexport function open() {\n  return new Channel<string>(▸100);\n}", 'unexplained', { data: { capacity: '100' } }),
    wrong('by require', "const { Chan } = require('ts-chan');\nmodule.exports = new Chan(▸5);", 'unexplained'),
  ],
});
