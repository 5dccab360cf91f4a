import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cannotRun, conform, librariesWithPrograms, type Conformance } from './conformance.ts';

/** `npm run conformance`: the libraries that are named, or all, which also writes `docs/conformance.md`. */
const runs = 200;
const named = process.argv.slice(2);
const wanted = named.length > 0 ? named : librariesWithPrograms();

interface Row {
  readonly library: string;
  readonly programs: number;
  readonly schedules: number;
  readonly observed: number;
  readonly allowed: number;
  readonly outside: number;
}

function rowOf(library: string, results: readonly Conformance[]): Row {
  const own = results.filter((result) => result.library === library);
  const count = (of: (result: Conformance) => readonly string[]): number => own.reduce((sum, result) => sum + of(result).length, 0);
  return { library, programs: own.length, schedules: own.length * runs, observed: count((r) => r.observed), allowed: count((r) => r.allowed), outside: count((r) => r.outside) };
}

/** Packages whose programs go by another name. */
const packages: Readonly<Record<string, string>> = { indexeddb: 'fake-indexeddb', 'nodeguy-channel': '@nodeguy/channel', repeater: '@repeaterjs/repeater', 'shopify-semaphore': '@shopify/semaphore', 'thing-csp': '@thi.ng/csp' };

/** The version of the package; none for what the platform has, and for several packages at once. */
function versionOf(library: string): string {
  const file = new URL(`../../node_modules/${packages[library] ?? library}/package.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version : '';
}

function page(rows: readonly Row[], skipped: readonly string[]): string {
  const cells = rows.map((row) => `| ${[row.library, versionOf(row.library), row.programs, row.schedules, row.observed, row.allowed, row.outside].join(' | ')} |`);
  const total = (of: (row: Row) => number): string => String(rows.reduce((sum, row) => sum + of(row), 0));
  return [
    '# What the installed packages did, and what the model allows', '',
    `\`npm run conformance\` writes this page. Each program of \`test/conformance/programs/\` runs against the real package under ${String(runs)} random schedules of its timers (here by Node ${process.versions.node}); what it tells of itself, in which order, has to be one of the behaviours that the model of the same program has.`, '',
    '| programs for | version | programs | schedules | behaviours seen | behaviours of the model | outside the model |', '| --- | --- | --- | --- | --- | --- | --- |', ...cells,
    `| all | | ${total((r) => r.programs)} | ${total((r) => r.schedules)} | ${total((r) => r.observed)} | ${total((r) => r.allowed)} | ${total((r) => r.outside)} |`, '',
    ...skipped.map((library) => `Not run here: ${library}, as ${String(cannotRun(library))}.`), '',
  ].join('\n');
}

const skipped = wanted.filter((library) => cannotRun(library) !== undefined);
for (const library of skipped) console.log(`${library.padEnd(24)} not run: ${String(cannotRun(library))}`);
const results = await conform(wanted.filter((library) => !skipped.includes(library)), runs);
const rows = [...new Set(results.map((result) => result.library))].map((library) => rowOf(library, results));
for (const { library, programs, schedules, observed, allowed, outside } of rows) {
  console.log(`${library.padEnd(24)} ${String(programs).padStart(3)} programs  ${String(schedules).padStart(6)} schedules  ${String(observed).padStart(4)} behaviours seen of ${String(allowed).padStart(4)} in the model  ${String(outside)} outside`);
}
for (const { library, program, outside, allowed } of results) for (const trace of outside) console.log(`  ${library} ${program}: ${trace}\n    allowed: ${allowed.join('\n             ')}`);
const outside = results.filter((result) => result.outside.length > 0).length;
console.log(`${String(results.length)} programs, ${String(results.length * runs)} schedules, ${String(outside)} programs outside the model`);
if (named.length === 0) writeFileSync(new URL('../../docs/conformance.md', import.meta.url), page(rows, skipped));
process.exitCode = outside === 0 ? 0 : 1;
