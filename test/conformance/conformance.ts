import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newMachine } from '../../src/checker/new-machine.ts';
import { explore } from '../../src/checker/explorer.ts';
import { Memory } from '../../src/checker/memory.ts';
import { allBut } from '../../src/checker/reductions.ts';
import { Slicing } from '../../src/checker/slicing.ts';
import { eventsOf } from '../../src/checker/steps.ts';
import { world } from '../../src/checker/values.ts';
import { effect3 } from '../../src/libraries/effect.ts';
import { emittery, emittery2 } from '../../src/libraries/emittery.ts';
import type { Library } from '../../src/libraries/library.ts';
import { pQueue, pQueue10 } from '../../src/libraries/p-queue.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Model } from '../../src/model/ir/ir.ts';

/** Further versions of a package, under the names by which they are installed beside it. */
const others: readonly Library[] = [{ ...effect3, modules: ['effect3'] }, { ...emittery, modules: ['emittery'] }, { ...emittery2, modules: ['emittery2'] }, { ...pQueue, modules: ['p-queue'] }, { ...pQueue10, modules: ['p-queue10'] }];

const folder = fileURLToPath(new URL('programs', import.meta.url));

/** One program: what its runs against the real package told, and what the model of it can tell. */
export interface Conformance {
  readonly library: string;
  readonly program: string;
  readonly runs: number;
  readonly observed: readonly string[];
  readonly allowed: readonly string[];
  /** What was observed and is outside the model. */
  readonly outside: readonly string[];
}

/** The libraries that have programs. */
export function librariesWithPrograms(): string[] {
  return readdirSync(folder).filter((file) => file !== 'log.js').map((file) => file.replace(/\.js$/, '')).sort();
}

/** Why the programs of a library cannot be run by this Node, if so. */
export function cannotRun(library: string): string | undefined {
  return library === 'web-locks' && !('locks' in ((globalThis as { navigator?: object }).navigator ?? {})) ? `Node ${process.versions.node} has no navigator.locks` : undefined;
}

/** Runs each program against the installed packages, `runs` times each under a random scheduler, and compares with the model. */
export async function conform(libraries: readonly string[], runs: number): Promise<Conformance[]> {
  const script = fileURLToPath(new URL('run-real.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(runs), ...libraries.map(fileOf)], { maxBuffer: 1 << 24 });
  const observed = JSON.parse(stdout) as readonly { readonly library: string; readonly program: string; readonly traces: readonly string[] }[];
  return observed.map(({ library, program, traces }) => {
    const allowed = allowedTraces(library, program);
    return { library, program, runs, observed: traces, allowed, outside: traces.filter((trace) => !allowed.includes(trace)) };
  });
}

function fileOf(library: string): string {
  return join(folder, `${library}.js`);
}

/** All that the model of a program can tell when nothing moves any more. */
function allowedTraces(library: string, program: string): readonly string[] {
  const temporary = mkdtempSync(join(tmpdir(), 'coffman-'));
  try {
    const file = join(temporary, 'entry.js');
    // what no branch depends on would be left out of the states
    writeFileSync(file, `import { ${program} } from '${fileOf(library)}';\nimport { told } from '${fileOf('log')}';\nexport function main() { if (told() === '') return ${program}(); }\n`);
    const [model] = [...buildModels({ root: temporary, files: [file], libraries: others }).models];
    return [...finalTraces(model)].sort();
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function finalTraces(model: Model): Set<string> {
  const log = model.modules.findIndex((module) => module.file.endsWith('log.js'));
  // what is told is read from the states, so no text may stand for another there
  const slicing = new Slicing(false, true);
  for (;;) {
    slicing.begin();
    const { machine, interpreter } = newMachine(model, { integer: 1 << 20, items: 256, step: 40_000, ways: 256 }, slicing);
    const options = { budget: { maxStates: 100_000, timeoutSeconds: 30, maxMemoryMb: 500 }, schedule: 'any', reductions: allBut([]), now: () => performance.now() } as const;
    const { states, image, incomplete } = explore(machine, interpreter, () => { interpreter.start(model.entries[0].procedure); }, options);
    if (slicing.mustRestart) continue;
    const at = machine.globalBase[log] + model.modules[log].globals.indexOf('trace');
    const traces = new Set<string>();
    for (let state = 0; state < states; state++) {
      const words = image(state);
      machine.memory.load(words, words.length);
      if (eventsOf(machine, 'any').length === 0) traces.add(machine.text(machine.memory.item(Memory.world, world.globals, at))?.trim() ?? 'unknown');
    }
    if (incomplete !== undefined) traces.add(`incomplete: ${incomplete}`);
    return traces;
  }
}
