import { execFile, type ExecFileException } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checked, CheckOptions, EngineModel } from './engine.ts';
import { UsageError } from './errors.ts';
import type { Host } from './host.ts';

/** Checks entries by SPIN: each is written as Promela, and the trail of an error is gone again in the program. */

interface SpinOptions {
  readonly limits: CheckOptions;
  /** Passed on to `spin -run`. */
  readonly arguments: readonly string[];
  readonly env: Host['env'];
}

interface SpinRun {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Why the search is not whole, if so. */
  readonly incomplete: string | null;
  /** The lines of the steps that lead to an error; undefined where there is none. */
  readonly trail: readonly number[] | undefined;
}

/** How often the model is completed by what SPIN has found missing in it. */
const mostRounds = 200;

export async function judgeWithSpin(models: Iterable<EngineModel>, options: SpinOptions): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const model of models) {
    checked.push({ findings: [], entries: [], diagnostics: model.diagnostics });
    for (let entry = 0; entry < model.entries; entry++) checked.push(await checkEntry(model, entry, options));
  }
  return checked;
}

async function checkEntry(model: EngineModel, entry: number, options: SpinOptions): Promise<Checked> {
  const started = performance.now();
  const exported = await model.promela(entry, options.limits);
  const { name, file, line } = exported.entry;
  const result = { name, file, line, states: 0, transitions: 0, depth: 0 };
  const elapsed = (): number => performance.now() - started;
  if (exported.kind === 'refused') {
    const { location, reason } = exported;
    return { findings: [], diagnostics: [], entries: [{ ...result, verdict: 'incomplete', reason: `no finite model: ${reason} (${location.file}:${String(location.line)})`, elapsedMs: elapsed() }] };
  }
  for (let round = 0; round < mostRounds; round++) {
    const { trail, incomplete, ...counts } = await spin(exported.promela.text, options);
    const followed = trail === undefined ? undefined : exported.promela.follow(trail);
    if (followed?.kind === 'learned') continue;
    const findings = followed?.findings ?? [];
    const verdict = findings.length > 0 ? 'findings' : incomplete === null ? 'clean' : 'incomplete';
    return { findings, diagnostics: [], entries: [{ ...result, ...counts, verdict, reason: verdict === 'findings' ? null : incomplete, elapsedMs: elapsed() }] };
  }
  return { findings: [], diagnostics: [], entries: [{ ...result, verdict: 'incomplete', reason: `its finite model is not whole after ${String(mostRounds)} runs of SPIN`, elapsedMs: elapsed() }] };
}

async function spin(text: string, options: SpinOptions): Promise<SpinRun> {
  const folder = mkdtempSync(join(tmpdir(), 'coffman-spin-'));
  try {
    writeFileSync(join(folder, 'model.pml'), text);
    const { out, timedOut } = await run(folder, ['-run', ...searchOptions(options), 'model.pml'], options);
    const states = /^\s*([\d.e+]+) states, stored/m.exec(out)?.[1];
    if (states === undefined && !timedOut) throw new UsageError(`SPIN did not come to a result: ${out.trim().split('\n').slice(-3).join(' ')}`);
    const trail = /pan: wrote (\S+\.trail)|wrote (\S+\.trail)/.test(out) ? linesOf((await run(folder, ['-t', '-p', 'model.pml'], options)).out) : undefined;
    return {
      states: Number(states ?? 0),
      transitions: Number(/^\s*([\d.e+]+) transitions/m.exec(out)?.[1] ?? 0),
      depth: Number(/depth reached (\d+)/.exec(out)?.[1] ?? 0),
      incomplete: timedOut ? `${String(options.limits.timeoutSeconds)} s of exploration by SPIN (raise --timeout)` : incompleteOf(out),
      trail,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Breadth first unless the user's options say how to search: then the first trail is a shortest one. */
function searchOptions({ limits, arguments: given }: SpinOptions): string[] {
  const searches = given.some((option) => /^-(swarm|biterate|bitstate|hc|collapse|bfs|dfspar|bfspar|DBFS|DBITSTATE|DNCORE|DHC|DCOLLAPSE)/.test(option));
  return ['-safety', '-O2', `-DMEMLIM=${String(limits.maxMemoryMb)}`, ...searches ? ['-m1000000'] : ['-bfs'], ...given];
}

function incompleteOf(out: string): string | null {
  if (out.includes('reached -DMEMLIM bound') || out.includes('out of memory')) return 'the memory that SPIN may use (raise --max-memory)';
  if (out.includes('max search depth too small')) return 'the depth that SPIN searches (give --spin-options=-m<depth>)';
  return /Bit statespace search|Bitstate/i.test(out) && !out.includes('errors: 1') ? 'a bit-state search may miss states' : null;
}

/** A line of the trail is `  3:	proc  2 (name:1) model.pml:52 (state 7)	[...]`; a step's first says whose step it is. */
function linesOf(out: string): number[] {
  const lines = new Map<number, number>();
  for (const [, step, line] of out.matchAll(/^\s*(\d+):\s+proc\s+\d+ \(\S+\) model\.pml:(\d+) /gm)) if (!lines.has(Number(step))) lines.set(Number(step), Number(line));
  return [...lines.values()];
}

function run(folder: string, given: readonly string[], { limits, env }: SpinOptions): Promise<{ readonly out: string; readonly timedOut: boolean }> {
  return new Promise((resolve, reject) => {
    execFile('spin', given, { cwd: folder, env, timeout: limits.timeoutSeconds * 1000, maxBuffer: 1 << 28 }, (error: ExecFileException | null, stdout, stderr) => {
      if (error?.code === 'ENOENT') reject(new UsageError('--engine spin needs SPIN, which is not installed; install it with a C compiler (Debian: apt-get install spin gcc)'));
      else resolve({ out: `${stdout}${stderr}`, timedOut: error?.killed === true });
    });
  });
}
