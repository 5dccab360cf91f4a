import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { pretty } from '../../src/report/pretty.ts';
import { context, sample } from './sample.ts';

const empty: Report = { version: 1, findings: [], entries: [], suppressed: [], diagnostics: [], summary: { files: 0, entries: 0, findings: 0, incomplete: 0 } };

const clean: Report = {
  ...empty,
  entries: [{ name: 'main', file: 'a.ts', line: 1, verdict: 'clean', reason: null, states: 1, transitions: 0, depth: 1, elapsedMs: 0 }],
  summary: { files: 1, entries: 1, findings: 0, incomplete: 0 },
};

test('a report with findings, an incomplete entry and remarks', () => {
  expect(pretty(sample, context)).toBe(expected);
});

test('a clean report is one line', () => {
  expect(pretty(clean, context)).toBe('1 entry checked in 1 file: 1 clean, 0 findings, 0 incomplete, 1 state\n');
});

test('an entry with findings can have been stopped early', () => {
  const entries = clean.entries.map(entry => ({ ...entry, verdict: 'findings' as const, reason: 'stopped after 1 state (--max-states)' }));
  expect(pretty({ ...clean, entries }, context)).toBe(`Stopped early: there may be more to find
  main (a.ts:1)
    stopped after 1 state (--max-states)

1 entry checked in 1 file: 0 clean, 0 findings, 0 incomplete, 1 state
`);
});

test('times are shown when they were asked for', () => {
  const entries = clean.entries.map(entry => ({ ...entry, elapsedMs: 1234 }));
  expect(pretty({ ...clean, entries }, context)).toBe('1 entry checked in 1 file: 1 clean, 0 findings, 0 incomplete, 1 state, 1.2 s\n');
});

test('nothing to check is never called clean', () => {
  expect(pretty(empty, context)).toBe('No file was checked.\n');
  expect(pretty({ ...empty, summary: { ...empty.summary, files: 2 } }, context))
    .toBe('Nothing to check: no entry in 2 files uses a channel, lock or other primitive that coffman knows.\n');
  const diagnostics = [{ severity: 'error', message: "';' expected.", location: null }] as const;
  expect(pretty({ ...empty, diagnostics, summary: { ...empty.summary, files: 1 } }, context)).toBe('Nothing was checked in 1 file: 1 error\n');
});

test('a file that is gone costs the code frame only', () => {
  const text = pretty(sample, { ...context, source: () => undefined });
  expect(text).toContain([
    '  Blocked for ever',
    '    main → deposit: acquire on checking',
    '    src/transfer.ts:8:23',
    '',
    '    main → withdraw: acquire on savings',
    '    src/transfer.ts:15:23',
    '',
    '  Why nobody will ever wake them',
  ].join('\n'));
});

test('tasks that are blocked alike are one line', () => {
  const findings = sample.findings.slice(1).map(finding => ({ ...finding, blocked: [...finding.blocked, ...finding.blocked], waiting: finding.blocked }));
  const text = pretty({ ...sample, findings }, { ...context, source: () => undefined });
  expect(text).toContain('  Blocked for ever\n    worker: send on results (2 tasks)\n    src/worker.ts:2:9\n\n');
  expect(text).toContain('  Waiting behind them\n    worker: send on results  src/worker.ts:2:9\n\n');
});

test('nothing but source and the summary is wider than the terminal', () => {
  const lines = pretty(sample, { ...context, width: 64, source: () => undefined }).trimEnd().split('\n');
  expect(lines.filter(line => line.length > 64)).toEqual(lines.slice(-1));
});

test('in a narrow terminal the places stand below the steps', () => {
  expect(pretty(sample, { ...context, width: 64 })).toContain([
    '  How it comes to this',
    '    1. main             calls deposit',
    '                        src/transfer.ts:21:22',
    '    2. main → deposit   acquires savings',
    '                        src/transfer.ts:7:25',
  ].join('\n'));
});

test('colour only adds escape sequences', () => {
  const coloured = pretty(sample, { ...context, colour: true });
  expect(coloured).toContain('\u001B[1m\u001B[31mCertain deadlock\u001B[39m\u001B[22m');
  expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(expected);
});

const expected = `── 1 of 2 ── Certain deadlock ── src/transfer.ts:8:23 ──────────────────────────────────────────────
  in main (src/transfer.ts:20)

  Blocked for ever
    main → deposit: acquire on checking
    src/transfer.ts:8:23
      6 | async function deposit() {
      7 |   const release = await savings.acquire();
    > 8 |   const other = await checking.acquire();
        |                       ^^^^^^^^^^^^^^^^^^
      9 |   other();

    main → withdraw: acquire on savings
    src/transfer.ts:15:23
      13 | async function withdraw() {
      14 |   const release = await checking.acquire();
    > 15 |   const other = await savings.acquire();
         |                       ^^^^^^^^^^^^^^^^^
      16 |   other();

  Why nobody will ever wake them
    main → deposit holds savings and waits for checking; main → withdraw holds checking and waits
    for savings. Neither can go on, so neither releases what the other needs.

  Waiting behind them
    main: await on Promise.all  src/transfer.ts:21:9

  How it comes to this
    1. main             calls deposit              src/transfer.ts:21:22
    2. main → deposit   acquires savings           src/transfer.ts:7:25
    3. main             calls withdraw             src/transfer.ts:21:33
    4. main → withdraw  acquires checking          src/transfer.ts:14:25
    5.                  waits to acquire savings   src/transfer.ts:15:23
    6. main → deposit   waits to acquire checking  src/transfer.ts:8:23

  The four Coffman conditions
    mutual exclusion  savings is held by main → deposit alone, checking by main → withdraw alone
    hold and wait     main → deposit holds savings while it waits for checking; main → withdraw
                      holds checking while it waits for savings
    no preemption     — does not hold
    circular wait     main → deposit → checking → main → withdraw → savings → main → deposit

  What would fix it
    Take the two locks in the same order everywhere.

  Step by step: coffman explain deadlock-5f2c81a0

── 2 of 2 ── Possible leak ── src/worker.ts:2:9 ────────────────────────────────────────────────────
  in worker (src/worker.ts:1)

  Blocked for ever
    worker: send on results
    src/worker.ts:2:9
      1 | export async function worker(results: Chan<string>) {
    > 2 |   await results.send('ready');
        |         ^^^^^^^^^^^^^^^^^^^^^
      3 | }

  Why nobody will ever wake it
    worker sends on results, which nobody receives from.

  How it comes to this
    1. worker  waits to send on results  src/worker.ts:2:9

  What would fix it
    Give the task an AbortSignal and pass it to send.

  Step by step: coffman explain leak-09b1d7e4

Incomplete: not shown to be free of deadlocks and leaks
  pump (src/pump.ts:4)
    stopped after 200,000 states (--max-states)

Not followed, or assumed
  warning: the callee is not known: taken for a call that returns an unknown value (4 times)
    src/pump.ts:5:3, src/pump.ts:6:3, src/pump.ts:7:3 and 1 more
  info: eval is taken for an unknown value
    src/pump.ts:9:3

4 entries checked in 3 files: 1 clean, 2 findings, 1 incomplete, 1 error, 1 suppressed, 200,056 states
`;
