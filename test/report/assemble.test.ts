import { expect, test } from 'vitest';
import type { EntryResult, Finding } from '../../src/checker/finding.ts';
import { assemble } from '../../src/report/assemble.ts';
import { at, sample } from './sample.ts';

function pick(index: number): Finding {
  const finding = sample.findings[index];
  if (finding === undefined) throw new Error(`the sample has no finding ${index}`);
  return finding;
}

const deadlock = pick(0);
const leak = pick(1);
const parts = { findings: [], entries: [], diagnostics: [], files: 1 };

test('of one finding reached from two entries the surer stays, then the shorter', () => {
  const weaker: Finding = { ...deadlock, confidence: 'likely', trace: [] };
  const shorter: Finding = { ...deadlock, trace: deadlock.trace.slice(1) };
  expect(assemble({ ...parts, findings: [weaker, deadlock, shorter] }).findings).toEqual([shorter]);
});

test('what stops one program and a part of another is one finding, but not what is only never given back', () => {
  const partly: Finding = { ...deadlock, kind: 'leak', confidence: 'likely' };
  const kept: Finding = { ...partly, isResource: true };
  expect(assemble({ ...parts, findings: [partly, deadlock] }).findings).toEqual([deadlock]);
  expect(assemble({ ...parts, findings: [kept, deadlock] }).findings).toHaveLength(2);
});

test('equal ids at different places are two findings, whose ids differ', () => {
  const [blocked] = leak.blocked;
  if (blocked === undefined) throw new Error('the leak blocks nothing');
  const elsewhere: Finding = { ...leak, blocked: [{ ...blocked, location: at('src/worker.ts', 9, 1, 2) }] };
  const whole = assemble({ ...parts, findings: [elsewhere, leak] });
  expect(whole.findings.map(({ id }) => id)).toEqual([leak.id, `${leak.id}-2`]);
  // a part of the run that was numbered by itself
  const third: Finding = { ...leak, location: at('src/worker.ts', 11, 1, 2), blocked: [{ ...blocked, location: at('src/worker.ts', 11, 1, 2) }] };
  expect(assemble({ ...parts, findings: [third, ...whole.findings] }).findings.map(({ id }) => id)).toEqual([leak.id, `${leak.id}-2`, `${leak.id}-3`]);
});

test('the order does not depend on the order of the work', () => {
  const forwards = assemble({ ...sample, files: 3 });
  const backwards = assemble({
    findings: sample.findings.toReversed(),
    entries: sample.entries.toReversed(),
    diagnostics: sample.diagnostics.toReversed(),
    suppressed: sample.suppressed.toReversed(),
    files: 3,
  });
  expect(backwards).toEqual(forwards);
  expect(forwards.findings.map(({ location }) => location.file)).toEqual(['src/transfer.ts', 'src/worker.ts']);
  expect(forwards.entries.map(({ name }) => name)).toEqual(['pump', 'close', 'main', 'worker']);
  expect(forwards.diagnostics.map(({ location }) => location?.line ?? null)).toEqual([null, 5, 6, 7, 8, 9]);
});

test('an equal remark is made once', () => {
  expect(assemble({ ...sample, diagnostics: [...sample.diagnostics, ...sample.diagnostics], files: 3 }).diagnostics).toHaveLength(6);
});

test('the summary counts', () => {
  const entry: EntryResult = { name: 'x', file: 'x.ts', line: 1, verdict: 'incomplete', reason: 'stopped', states: 1, transitions: 1, depth: 1, elapsedMs: 0 };
  expect(assemble({ ...sample, entries: [entry], files: 7 }).summary).toEqual({ files: 7, entries: 1, findings: 2, incomplete: 1 });
});
