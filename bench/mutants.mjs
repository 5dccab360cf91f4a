// Checks each service of fixtures/services with one line changed at a time, and prints what was found.
// Each `<service>.mutants.json` names the changes and whether one introduces a bug: "blocks", "throws", or null for a program that is
// wrong in another way or not at all, and in which nothing waits for ever.
// Usage: node bench/mutants.mjs [part of a name]; exit 1 where a bug is missed or a harmless change is reported.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const wanted = process.argv[2] ?? '';
const folder = join('fixtures', 'services');
const work = mkdtempSync(join(tmpdir(), 'coffman-mutants-'));
const rows = [];

function mutated(text, { name, find, replace }) {
  if (text.split(find).length !== 2) throw new Error(`${name}: the line to change is there ${text.split(find).length - 1} times`);
  return text.replace(find, () => replace);
}

function check(file) {
  const run = spawnSync(process.execPath, ['dist/cli/bin.js', 'check', file, '-f', 'json', '--stats'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0 && run.status !== 1) throw new Error(`coffman check: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

console.log('service          mutation                                                         bug?    found                 s  states');
for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts')).sort()) {
  const service = file.slice(0, -3);
  const text = readFileSync(join(folder, file), 'utf8');
  const mutants = JSON.parse(readFileSync(join(folder, `${service}.mutants.json`), 'utf8'));
  for (const mutant of [{ name: '(as it is)', find: '', replace: '', bug: null }, ...mutants]) {
    if (!`${service} ${mutant.name}`.includes(wanted)) continue;
    const path = join(work, file);
    writeFileSync(path, mutant.find === '' ? text : mutated(text, mutant));
    const report = check(path);
    const [entry] = report.entries;
    const [finding] = report.findings.filter((f) => f.confidence !== 'possible').sort((a, b) => a.confidence.localeCompare(b.confidence));
    const found = finding !== undefined;
    const isRight = found === (mutant.bug !== null) && (mutant.bug !== null || entry.verdict === 'clean');
    rows.push({ mutant, found, isRight, isIncomplete: entry.verdict === 'incomplete' });
    const verdict = found ? `${finding.kind} ${finding.confidence}` : entry.verdict === 'incomplete' ? 'silent, incomplete' : 'silent';
    console.log(`${isRight ? ' ' : '!'} ${service.padEnd(17)}${mutant.name.padEnd(65)}${(mutant.bug ?? 'none').padEnd(8)}${verdict.padEnd(19)}${(entry.elapsedMs / 1000).toFixed(1).padStart(4)}${String(entry.states).padStart(8)}`);
    if (found) console.log(`                   ${finding.message.slice(0, 160)}`);
  }
}
rmSync(work, { recursive: true });

const bugs = rows.filter(({ mutant }) => mutant.bug !== null);
const harmless = rows.filter(({ mutant }) => mutant.bug === null);
console.log(`${bugs.filter((r) => r.found).length} of ${bugs.length} bugs found, ${harmless.filter((r) => !r.found).length} of ${harmless.length} harmless programs silent, ${rows.filter((r) => r.isIncomplete).length} incomplete`);
process.exitCode = rows.every((r) => r.isRight) ? 0 : 1;
