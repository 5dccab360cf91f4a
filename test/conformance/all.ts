import { cannotRun, conform, librariesWithPrograms } from './conformance.ts';

/** `npm run conformance`: all libraries, or those that are named. */
const runs = 200;
const wanted = process.argv.length > 2 ? process.argv.slice(2) : librariesWithPrograms();
for (const library of wanted) if (cannotRun(library) !== undefined) console.log(`${library.padEnd(24)} not run: ${String(cannotRun(library))}`);
const results = await conform(wanted.filter((library) => cannotRun(library) === undefined), runs);
for (const library of new Set(results.map((result) => result.library))) {
  const own = results.filter((result) => result.library === library);
  const count = (of: (result: (typeof own)[number]) => readonly string[]): number => own.reduce((sum, result) => sum + of(result).length, 0);
  console.log(`${library.padEnd(24)} ${String(own.length).padStart(3)} programs  ${String(own.length * runs).padStart(6)} schedules  ${String(count((r) => r.observed)).padStart(4)} behaviours seen of ${String(count((r) => r.allowed)).padStart(4)} in the model  ${String(count((r) => r.outside))} outside`);
  for (const { program, outside, allowed } of own) for (const trace of outside) console.log(`  ${program}: ${trace}\n    allowed: ${allowed.join('\n             ')}`);
}
const outside = results.filter((result) => result.outside.length > 0).length;
console.log(`${String(results.length)} programs, ${String(results.length * runs)} schedules, ${String(outside)} programs outside the model`);
process.exitCode = outside === 0 ? 0 : 1;
