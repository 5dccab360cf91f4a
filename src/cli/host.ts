import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Engine } from './engine.ts';

/** A stream as the command needs it; `process.stdout` is one. */
export interface Output {
  readonly write: (text: string, done: (error?: Error | null) => void) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Everything outside the command. Tests give their own. */
export interface Host {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Coffman's own version. */
  readonly version: string;
  /** What a bug report must say of the machine. */
  readonly platform: string;
  /** The folder with the pages of `explain`. */
  readonly docs: string;
  /** How many entries are checked at once unless the user says otherwise. */
  readonly jobs: number;
  /** The JSON Schema of reports. */
  readonly reportSchema: string;
  /** The JSON Schema of the configuration. */
  readonly configSchema: string;
  /** Puts a question to the user; undefined where nobody is at a terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Loaded on demand: `--help` must not wait for the TypeScript compiler. */
  readonly engine: () => Promise<Engine>;
}

export function hostOfProcess(): Host {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    env: process.env,
    version: packageVersion(),
    platform: `node ${process.version}, ${process.platform} ${process.arch}`,
    docs: fileURLToPath(new URL('../../docs', import.meta.url)),
    jobs: availableParallelism(),
    configSchema: fileURLToPath(new URL('../../schemas/config.schema.json', import.meta.url)),
    reportSchema: fileURLToPath(new URL('../../schemas/report.schema.json', import.meta.url)),
    ...(process.stdin.isTTY && process.stdout.isTTY ? { ask: askAtTerminal } : {}),
    engine: async () => (await import('./coffman-engine.ts')).engine,
  };
}

async function askAtTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'of unknown version';
}

/** Resolves when the text has left the process, so that a pipe gets all of it. A reader that has gone away is no error. */
export function print(output: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, error => {
      if (error && !('code' in error && error.code === 'EPIPE')) reject(error);
      else resolve();
    });
  });
}
