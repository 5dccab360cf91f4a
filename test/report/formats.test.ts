import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/checker/finding.ts';
import { github } from '../../src/report/github.ts';
import { gitlab } from '../../src/report/gitlab.ts';
import { json } from '../../src/report/json.ts';
import { junit } from '../../src/report/junit.ts';
import { markdown } from '../../src/report/markdown.ts';
import { mermaid } from '../../src/report/mermaid.ts';
import type { Report } from '../../src/report/report.ts';
import { sarif } from '../../src/report/sarif.ts';
import { at, context, sample } from './sample.ts';
import { gitlabFaults, junitFaults, sarifFaults } from './schemas.ts';

const [deadlock, leak] = sample.findings as readonly [Finding, Finding];

const quote = (name: string): string => `${name} "<&'>`;

/** Names that break a format that does not escape them. */
const hostile: Report = {
  ...sample,
  findings: [{ ...deadlock, message: '<script>alert("1")</script> & ]]> `x` %0A,:|\u0001', location: at('a b/<i>,#:%.ts', 3, 1, 2) }, deadlock, { ...deadlock }, leak].map(finding => ({
    ...finding,
    entry: { ...finding.entry, name: quote(finding.entry.name) },
  })),
  entries: sample.entries.map(entry => ({ ...entry, name: quote(entry.name) })),
};

function readJson(file: URL): object {
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

const shapes = [['the sample', sample], ['what is hostile', hostile], ['nothing', { ...sample, findings: [], entries: [], diagnostics: [] }]] as const;

describe.each(shapes)('of %s', (_, report) => {
  test('SARIF is valid against the OASIS schema', async () => {
    expect(await sarifFaults(sarif(report, context))).toEqual([]);
  });

  test('JUnit is well formed, and what GitLab and Jenkins read', async () => {
    expect(await junitFaults(junit(report, context))).toEqual([]);
  });

  test('GitLab is what it documents', async () => {
    expect(await gitlabFaults(gitlab(report, context))).toEqual([]);
  });
});

test('a report that is not of its format is found out', async () => {
  expect(await sarifFaults('{"version":"2.1.0"}')).not.toEqual([]);
  expect(await gitlabFaults('[{"description":"a"}]')).not.toEqual([]);
  for (const wrong of ['<testsuites>', '<testsuites name="a" tests="1" failures="x" errors="0"/>', junit(sample, context).replace('&lt;', '<').replace('<testcase ', '<case ')]) expect(await junitFaults(wrong)).not.toEqual([]);
});

test('SARIF: a threadFlow for each task, in one order of execution', () => {
  const log = JSON.parse(sarif(sample, context)) as Log;
  const [run] = log.runs;
  const flows = run?.results?.[0]?.codeFlows?.[0]?.threadFlows ?? [];
  expect(flows.map(({ id, locations }) => [id, locations.map(({ executionOrder }) => executionOrder)])).toEqual([
    ['main', [1, 3]], ['main → deposit', [2, 6]], ['main → withdraw', [4, 5]],
  ]);
  expect(run?.results?.map(({ level, ruleId }) => [level, ruleId])).toEqual([['error', 'coffman/deadlock'], ['note', 'coffman/leak']]);
  expect(run?.tool.driver.rules?.every(({ help }) => (help?.markdown?.length ?? 0) > 500)).toBe(true);
  expect(run?.invocations?.[0]?.executionSuccessful).toBe(false);
});

test('SARIF: paths are percent-encoded and begin at the root of the repository; equal findings have fingerprints of their own', () => {
  const log = JSON.parse(sarif(hostile, { ...context, prefix: 'packages/a/' })) as Log;
  const results = log.runs[0]?.results ?? [];
  expect(results[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('packages/a/a%20b/%3Ci%3E%2C%23%3A%25.ts');
  expect(new Set(results.map(({ partialFingerprints }) => partialFingerprints?.['coffman/v1'])).size).toBe(4);
});

test('SARIF: no more results than GitHub takes, the surest first', () => {
  const many = { ...sample, findings: [...Array.from({ length: 25_000 }, () => leak), deadlock] };
  const [run] = (JSON.parse(sarif(many, context)) as Log).runs;
  expect([run?.results?.length, run?.results?.[0]?.level]).toEqual([25_000, 'error']);
  expect(run?.invocations?.[0]?.toolExecutionNotifications?.at(-1)?.message.text).toBe('1 less certain findings are left out: no more than 25000 are taken');
});

test('JUnit: a case for each entry; incomplete is skipped, what is only possible passes', () => {
  const text = junit(sample, context);
  expect(text.split('\n').filter(line => /<(testsuites?|testcase|failure|skipped|error|system-out)/.test(line)).map(line => line.trim().slice(0, 100))).toMatchInlineSnapshot(`
    [
      "<testsuites name="coffman" tests="5" failures="1" errors="1" skipped="1" time="0.000">",
      "<testsuite name="src/transfer.ts" tests="1" failures="1" errors="0" skipped="0" time="0.000">",
      "<testcase name="main" classname="src/transfer.ts" file="src/transfer.ts" time="0.000">",
      "<failure type="deadlock" message="main → deposit holds savings and waits for checking; main → withdr",
      "<testsuite name="src/worker.ts" tests="1" failures="0" errors="0" skipped="0" time="0.000">",
      "<testcase name="worker" classname="src/worker.ts" file="src/worker.ts" time="0.000">",
      "<system-out>── leak-09b1d7e4 ── Possible leak ── src/worker.ts:2:9 ─────────────────────────────────",
      "<testsuite name="src/pump.ts" tests="2" failures="0" errors="0" skipped="1" time="0.000">",
      "<testcase name="pump" classname="src/pump.ts" file="src/pump.ts" time="0.000">",
      "<skipped message="incomplete: stopped after 200,000 states (--max-states)"/>",
      "<testcase name="close" classname="src/pump.ts" file="src/pump.ts" time="0.000"/>",
      "<testsuite name="input" tests="1" failures="0" errors="1" skipped="0" time="0.000">",
      "<testcase name="src/gone.ts: no such file or directory; check the path" classname="input" file="inpu",
      "<error type="input" message="src/gone.ts: no such file or directory; check the path">src/gone.ts: no",
    ]
  `);
  expect(text).toContain('tests="5" failures="1" errors="1" skipped="1"');
});

test('JUnit: what is hostile is escaped', () => {
  const text = junit(hostile, context);
  expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ]]&gt; `x` %0A,:|\uFFFD');
  expect(text.replace(/<\/?(\?xml|testsuites?|testcase|failure|skipped|error|system-out)[^<>]*>/g, '')).not.toMatch(/[<>]/);
});

test('GitHub: annotations by certainty, escaped', () => {
  expect(github(hostile, { ...context, prefix: 'p/' }).split('\n')[0]).toBe(
    '::error file=p/a b/<i>%2C#%3A%25.ts,line=3,endLine=3,col=1,endColumn=1,title=Coffman%3A certain deadlock::<script>alert("1")</script> & ]]> `x` %250A,:|\u0001%0ATake the two locks in the same order everywhere.',
  );
  expect(github(sample, context).split('\n').map(line => line.split(' ')[0])).toEqual(['::error', '::notice', '::notice', '']);
});

test('GitLab: every issue has what a code quality report needs', () => {
  const issues = JSON.parse(gitlab(hostile, context)) as readonly { readonly fingerprint: string; readonly severity: string }[];
  expect(issues.map(({ severity }) => severity)).toEqual(['critical', 'critical', 'critical', 'minor']);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  expect(issues[1]).toEqual({
    description: deadlock.message,
    check_name: 'coffman/deadlock',
    fingerprint: 'deadlock-5f2c81a0-2',
    severity: 'critical',
    location: { path: 'src/transfer.ts', lines: { begin: 8, end: 8 } },
  });
});

test('Markdown', () => {
  expect(markdown(sample, context)).toMatchInlineSnapshot(`
    "# Coffman

    ❌ 4 entries checked in 3 files: 1 clean, 2 findings, 1 incomplete, 1 error, 1 suppressed, 200,056 states

    ## Certain deadlock: \`src/transfer.ts:8:23\`

    Found in \`main\` in \`src/transfer.ts\`. main → deposit holds savings and waits for checking; main → withdraw holds checking and waits for savings. Neither can go on, so neither releases what the other needs.

    **What would fix it:** Take the two locks in the same order everywhere.

    \`\`\`mermaid
    sequenceDiagram
      participant t0 as main
      participant t1 as main → deposit
      participant t2 as main → withdraw
      Note over t0: 1. calls deposit
      Note over t1: 2. acquires savings
      Note over t0: 3. calls withdraw
      Note over t2: 4. acquires checking
      Note over t2: 5. waits to acquire savings
      Note over t1: 6. waits to acquire checking
      Note over t1: ❌ acquire on checking
      Note over t2: ❌ acquire on savings
      t1-xt2: waits for checking
      t2-xt1: waits for savings
    \`\`\`

    <details><summary>Step by step</summary>

    1. **main** calls deposit · \`src/transfer.ts:21:22\`
    2. **main → deposit** acquires savings · \`src/transfer.ts:7:25\`
    3. **main** calls withdraw · \`src/transfer.ts:21:33\`
    4. **main → withdraw** acquires checking · \`src/transfer.ts:14:25\`
    5. **main → withdraw** waits to acquire savings · \`src/transfer.ts:15:23\`
    6. **main → deposit** waits to acquire checking · \`src/transfer.ts:8:23\`

    </details>

    | condition | evidence |
    |---|---|
    | mutual exclusion | savings is held by main → deposit alone, checking by main → withdraw alone |
    | hold and wait | main → deposit holds savings while it waits for checking; main → withdraw holds checking while it waits for savings |
    | no preemption | _does not hold_ |
    | circular wait | main → deposit → checking → main → withdraw → savings → main → deposit |

    <sub>deadlock-5f2c81a0</sub>

    ## Possible leak: \`src/worker.ts:2:9\`

    Found in \`worker\` in \`src/worker.ts\`. worker sends on results, which nobody receives from.

    **What would fix it:** Give the task an AbortSignal and pass it to send.

    \`\`\`mermaid
    sequenceDiagram
      participant t0 as worker
      Note over t0: 1. waits to send on results
      Note over t0: ❌ send on results
    \`\`\`

    <details><summary>Step by step</summary>

    1. **worker** waits to send on results · \`src/worker.ts:2:9\`

    </details>

    <sub>leak-09b1d7e4</sub>

    ## Incomplete: not shown to be free of deadlocks and leaks

    - \`pump\` (\`src/pump.ts:4\`): stopped after 200,000 states (--max-states)
    "
  `);
});

test('Markdown: no markup comes through, and a job summary stays below what GitHub takes', () => {
  expect(markdown(hostile, context)).toContain('\\<script\\>alert("1")\\</script\\> & \\]\\]\\> \\`x\\` %0A,:|');
  const many = markdown({ ...sample, findings: Array.from({ length: 2_000 }, () => deadlock) }, context);
  expect(Buffer.byteLength(many)).toBeLessThan(1_000_000);
  expect(many).toMatch(/_\d+ more findings do not fit here/);
});

test('Mermaid: arrows for communications, in the direction of the value', () => {
  const step = { location: at('a.ts', 1, 1, 2), resource: 'c', effect: null, waits: false, answers: [] } as const;
  const trace: Finding['trace'] = [
    { ...step, task: 'end', action: 'sends on c; then #waits', effect: 'sends', waits: true },
    { ...step, task: 'b', action: 'receives from c', effect: 'receives', answers: [0] },
    { ...step, task: 'b', action: 'sends on c', effect: 'sends', answers: [0] },
  ];
  expect(mermaid({ ...leak, trace, blocked: [] })).toBe(`sequenceDiagram
  participant t0 as #101;nd
  participant t1 as b
  Note over t0: 1. sends on c#59; then #35;waits
  t0->>t1: 2. receives from c
  t1->>t0: 3. sends on c`);
});

test('the JSON report is valid against the schema that is shipped', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(readJson(new URL('../../schemas/report.schema.json', import.meta.url)));
  for (const report of [sample, hostile]) {
    validate(JSON.parse(json(report, context)));
    expect(validate.errors).toBeNull();
  }
  expect(validate({ ...sample, version: 2 })).toBe(false);
});
