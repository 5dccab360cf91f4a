import { readFileSync } from 'node:fs';
import type { Location } from '../../src/model/location.ts';
import type { Context, Report } from '../../src/report/report.ts';

const sources: Readonly<Record<string, string>> = {
  'src/transfer.ts': `import { Mutex } from 'async-mutex';

const savings = new Mutex();
const checking = new Mutex();

async function deposit() {
  const release = await savings.acquire();
  const other = await checking.acquire();
  other();
  release();
}

async function withdraw() {
  const release = await checking.acquire();
  const other = await savings.acquire();
  other();
  release();
}

export async function main() {
  await Promise.all([deposit(), withdraw()]);
}
`,
  'src/worker.ts': `export async function worker(results: Chan<string>) {
  await results.send('ready');
}
`,
};

export function at(file: string, line: number, column: number, endColumn: number, endLine = line): Location {
  return { file, line, column, endLine, endColumn };
}

const depositWaits = at('src/transfer.ts', 8, 23, 41);
const withdrawWaits = at('src/transfer.ts', 15, 23, 40);

/** A deadlock, a leak and an unfinished entry, with every kind of remark. */
export const sample: Report = {
  version: 1,
  findings: [
    {
      id: 'deadlock-5f2c81a0',
      kind: 'deadlock',
      confidence: 'certain',
      message: 'main → deposit holds savings and waits for checking; main → withdraw holds checking and waits for savings. Neither can go on, so neither releases what the other needs.',
      location: depositWaits,
      entry: { name: 'main', file: 'src/transfer.ts', line: 20 },
      blocked: [
        { task: 'main → deposit', operation: 'acquire', resource: 'checking', location: depositWaits },
        { task: 'main → withdraw', operation: 'acquire', resource: 'savings', location: withdrawWaits },
      ],
      waiting: [{ task: 'main', operation: 'await', resource: 'Promise.all', location: at('src/transfer.ts', 21, 9, 46) }],
      trace: [
        { task: 'main', action: 'calls deposit', location: at('src/transfer.ts', 21, 22, 31), resource: '', effect: null, waits: false, answers: [] },
        { task: 'main → deposit', action: 'acquires savings', location: at('src/transfer.ts', 7, 25, 42), resource: 'savings', effect: 'takes', waits: false, answers: [] },
        { task: 'main', action: 'calls withdraw', location: at('src/transfer.ts', 21, 33, 43), resource: '', effect: null, waits: false, answers: [] },
        { task: 'main → withdraw', action: 'acquires checking', location: at('src/transfer.ts', 14, 25, 43), resource: 'checking', effect: 'takes', waits: false, answers: [] },
        { task: 'main → withdraw', action: 'waits to acquire savings', location: withdrawWaits, resource: 'savings', effect: 'takes', waits: true, answers: [] },
        { task: 'main → deposit', action: 'waits to acquire checking', location: depositWaits, resource: 'checking', effect: 'takes', waits: true, answers: [] },
      ],
      round: null,
      order: null,
      waitFor: [
        { task: 'main → deposit', operation: 'acquire', resource: 'checking', location: depositWaits, other: 'main → withdraw', circular: true },
        { task: 'main → withdraw', operation: 'acquire', resource: 'savings', location: withdrawWaits, other: 'main → deposit', circular: true },
        { task: 'main', operation: 'await', resource: 'Promise.all', location: at('src/transfer.ts', 21, 9, 46), other: 'main → deposit', circular: false },
      ],
      coffman: {
        mutualExclusion: 'savings is held by main → deposit alone, checking by main → withdraw alone',
        holdAndWait: 'main → deposit holds savings while it waits for checking; main → withdraw holds checking while it waits for savings',
        noPreemption: null,
        circularWait: 'main → deposit → checking → main → withdraw → savings → main → deposit',
      },
      suggestion: 'Take the two locks in the same order everywhere.',
      isResource: false,
    },
    {
      id: 'leak-09b1d7e4',
      kind: 'leak',
      confidence: 'possible',
      message: 'worker sends on results, which nobody receives from.',
      location: at('src/worker.ts', 2, 9, 30),
      entry: { name: 'worker', file: 'src/worker.ts', line: 1 },
      blocked: [{ task: 'worker', operation: 'send', resource: 'results', location: at('src/worker.ts', 2, 9, 30) }],
      waiting: [],
      trace: [{ task: 'worker', action: 'waits to send on results', location: at('src/worker.ts', 2, 9, 30), resource: 'results', effect: 'sends', waits: true, answers: [] }],
      round: null,
      order: null,
      waitFor: [],
      coffman: null,
      suggestion: 'Give the task an AbortSignal and pass it to send.',
      isResource: false,
    },
  ],
  entries: [
    { name: 'main', file: 'src/transfer.ts', line: 20, verdict: 'findings', reason: null, states: 41, transitions: 60, depth: 9, elapsedMs: 0 },
    { name: 'worker', file: 'src/worker.ts', line: 1, verdict: 'findings', reason: null, states: 3, transitions: 2, depth: 2, elapsedMs: 0 },
    { name: 'pump', file: 'src/pump.ts', line: 4, verdict: 'incomplete', reason: 'stopped after 200,000 states (--max-states)', states: 200000, transitions: 512345, depth: 87, elapsedMs: 0 },
    { name: 'close', file: 'src/pump.ts', line: 30, verdict: 'clean', reason: null, states: 12, transitions: 11, depth: 5, elapsedMs: 0 },
  ],
  suppressed: [{ id: 'leak-77aa0c11', kind: 'leak', location: at('src/old.ts', 5, 3, 9), by: 'baseline', reason: 'goes away with the old queue' }],
  diagnostics: [
    { severity: 'error', message: 'src/gone.ts: no such file or directory; check the path', location: null },
    { severity: 'info', message: 'eval is taken for an unknown value', location: at('src/pump.ts', 9, 3, 7) },
    { severity: 'warning', message: 'the callee is not known: taken for a call that returns an unknown value', location: at('src/pump.ts', 5, 3, 9) },
    { severity: 'warning', message: 'the callee is not known: taken for a call that returns an unknown value', location: at('src/pump.ts', 6, 3, 9) },
    { severity: 'warning', message: 'the callee is not known: taken for a call that returns an unknown value', location: at('src/pump.ts', 7, 3, 9) },
    { severity: 'warning', message: 'the callee is not known: taken for a call that returns an unknown value', location: at('src/pump.ts', 8, 3, 9) },
  ],
  summary: { files: 3, entries: 4, findings: 2, incomplete: 1 },
};

export const context: Context = {
  source: file => sources[file],
  colour: false,
  width: 100,
  version: '1.2.3',
  page: kind => readFileSync(new URL(`../../docs/kinds/${kind}.md`, import.meta.url), 'utf8'),
  prefix: '',
};
