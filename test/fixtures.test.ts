import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../src/checker/finding.ts';
import type { Report } from '../src/report/report.ts';

interface Expectation {
  readonly kind: 'silent' | 'deadlock' | 'leak' | 'livelock' | 'starvation' | 'throws' | 'race';
  readonly lines: readonly number[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(`${root}/fixtures`, { recursive: true, encoding: 'utf8' })
  .map((name) => `fixtures/${name.replaceAll('\\', '/')}`)
  .filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !name.includes('/node_modules/') && !/^fixtures\/(?:mistakes|sample-repo)\//.test(name))
  .sort();

/** The truth that a fixture states in its first line. */
function expectation(file: string): Expectation {
  const [first = ''] = readFileSync(`${root}/${file}`, 'utf8').split('\n', 1);
  const match = /^\/\/ expect: (?:(silent)|(deadlock|leak|livelock|starvation) blocks ([\d, ]+)|(throws|race) at ([\d, ]+))$/.exec(first);
  if (match === null) throw new Error(`${file}: the first line does not say what to expect`);
  const [, silent, blocks, blocked = '', throws, thrown = ''] = match;
  return {
    kind: (silent ?? blocks ?? throws) as Expectation['kind'],
    lines: (blocked || thrown).split(',').filter((line) => line.trim() !== '').map(Number),
  };
}

function linesOf(finding: Finding): number[] {
  const lines = finding.kind === 'throws' ? [finding.location.line] : finding.blocked.map(({ location }) => location.line);
  return [...new Set(lines)].sort((a, b) => a - b);
}

describe('fixtures', () => {
  let report: Report;

  beforeAll(() => {
    const run = spawnSync(process.execPath, ['dist/cli/bin.js', 'check', 'fixtures', '-f', 'json', '--timeout', '60'], {
      cwd: root, encoding: 'utf8', maxBuffer: 1 << 28,
    });
    if (run.status !== 0 && run.status !== 1) throw new Error(`coffman check: exit ${run.status ?? run.signal}: ${run.stderr}`);
    report = JSON.parse(run.stdout) as Report;
  }, 600_000);

  for (const file of files) {
    const { kind, lines } = expectation(file);
    test(`${file}: ${[kind, ...lines].join(' ')}`, () => {
      const entries = report.entries.filter((candidate) => candidate.file === file);
      expect(entries, 'has an entry').not.toEqual([]);
      const found = report.findings
        .filter((finding) => finding.entry.file === file && finding.confidence !== 'possible')
        .map((finding) => ({ kind: finding.kind, lines: linesOf(finding) }));
      if (kind === 'silent') {
        expect(found).toEqual([]);
        expect(entries.filter((entry) => entry.verdict === 'incomplete')).toEqual([]);
      } else {
        expect(found).toEqual([{ kind, lines }]);
      }
    });
  }
});
