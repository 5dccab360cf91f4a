import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { BuildOptions, Checked, CheckOptions, Engine, EngineModel } from '../../src/cli/engine.ts';
import type { Host, Output } from '../../src/cli/host.ts';
import { run, type ExitCode } from '../../src/cli/main.ts';
import type { Diagnostic } from '../../src/model/location.ts';
import type { Report } from '../../src/report/report.ts';

/** A folder with the given files, gone after the test. */
export function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'coffman-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

export const nothing: Checked = { findings: [], entries: [], diagnostics: [] };

/** The answer of a model that is not finite. */
export const noPromela: EngineModel['promela'] = () => Promise.resolve({
  kind: 'refused', reason: 'a promise is made again and again', location: { file: 'a.ts', line: 2, column: 1, endLine: 2, endColumn: 2 }, entry: { name: 'main', file: 'a.ts', line: 1 },
});

interface Built {
  readonly models?: Iterable<EngineModel>;
  readonly diagnostics?: readonly Diagnostic[];
}

/** An engine that answers the same whatever it is asked, and remembers what it was asked. */
export class FakeEngine implements Engine {
  readonly worker = undefined;
  readonly digests = undefined;
  readonly asked: BuildOptions[] = [];
  readonly limits: CheckOptions[] = [];
  readonly #answer: () => Checked;
  readonly #built: Built;

  constructor(answer: Checked | (() => Checked) = nothing, built: Built = {}) {
    this.#answer = typeof answer === 'function' ? answer : () => answer;
    this.#built = built;
  }

  build(options: BuildOptions): Iterable<EngineModel> {
    this.asked.push(options);
    const { models, diagnostics = [] } = this.#built;
    const model: EngineModel = {
      file: options.files[0] ?? 'a.ts',
      diagnostics,
      entries: 1,
      data: undefined,
      check: (_, limits) => {
        this.limits.push(limits);
        return this.#answer();
      },
      promela: noPromela,
      print: () => Promise.resolve('MAIN = a?x -> STOP'),
    };
    if (models === undefined) return [model];
    return diagnostics.length > 0 ? [...models, { ...model, entries: 0 }] : models;
  }

  /** The files it was given, relative to the working directory. */
  get files(): string[] {
    return this.asked.flatMap(({ root, files }) => files.map(file => relative(root, file)));
  }
}

export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export async function coffman(cwd: string, argv: readonly string[], engine: Engine = new FakeEngine(), host: Partial<Host> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, {
    stdout: collecting(out),
    stderr: collecting(err),
    cwd,
    env: {},
    version: '1.2.3',
    platform: 'node v20.0.0, linux x64',
    docs: fileURLToPath(new URL('../../docs', import.meta.url)),
    jobs: 1,
    configSchema: fileURLToPath(new URL('../../schemas/config.schema.json', import.meta.url)),
    reportSchema: fileURLToPath(new URL('../../schemas/report.schema.json', import.meta.url)),
    engine: () => Promise.resolve(engine),
    ...host,
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** What `-f json` printed. */
export function reportOf({ stdout }: Ran): Report {
  return JSON.parse(stdout) as Report;
}

/** Calls back late, as a pipe that is full does. */
function collecting(texts: string[]): Output {
  return {
    write: (text, done) => setImmediate(() => {
      texts.push(text);
      done();
    }),
  };
}
