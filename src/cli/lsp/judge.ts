import { parentPort } from 'node:worker_threads';
import type { Finding } from '../../checker/finding.ts';
import type { Diagnostic } from '../../model/location.ts';
import { readRequest } from '../check.ts';
import { check } from '../commands.ts';
import { findConfig, withConfig } from '../config.ts';
import { UsageError } from '../errors.ts';
import { hostOfProcess } from '../host.ts';
import { readOptions } from '../options.ts';
import { perform } from '../session.ts';

/** Judges files for the language server in a thread of its own, so that the editor never waits for an exploration. */

export interface Question {
  /** The workspace folder; what is said of files is relative to it. */
  readonly root: string;
  /** Absolute. */
  readonly file: string;
  /** Not only the file itself, but also what imports it. */
  readonly withDependents: boolean;
}

export interface Answer {
  /** Those that were looked at, relative to the root. */
  readonly files: readonly string[];
  readonly findings: readonly Finding[];
  /** What is wrong with the files themselves: they do not parse, or a comment of ours is not heeded. */
  readonly problems: readonly Diagnostic[];
}

/** Something to tell the user of, or a fault of ours. */
export interface Failure {
  readonly message: string;
  readonly isUsage: boolean;
}

export type Reply = { readonly answer: Answer } | { readonly failure: Failure };

parentPort?.on('message', (question: Question) => {
  answer(question).then(reply => { parentPort?.postMessage(reply); }, (error: unknown) => { parentPort?.postMessage({ failure: failureOf(error) } satisfies Reply); });
});

/** As `coffman check` would in that folder, with its configuration and baseline. */
async function answer({ root, file, withDependents }: Question): Promise<Reply> {
  const host = { ...hostOfProcess(), cwd: root, jobs: 1, stderr: { write: (_: string, done: () => void) => { done(); } } };
  const found = await findConfig(host, undefined);
  const request = readRequest(withConfig(readOptions(check, []), found, root), found, host);
  const { report, failures, files } = await perform({ ...request, ...(withDependents ? { since: { files: [file] } } : { paths: [file] }) }, host);
  if (failures.length > 0) return { failure: failureOf(failures[0]) };
  return { answer: { files, findings: report.findings, problems: report.diagnostics.filter(({ severity }) => severity !== 'info') } };
}

function failureOf(error: unknown): Failure {
  const isUsage = error instanceof UsageError;
  return { message: error instanceof Error ? isUsage ? error.message : error.stack ?? error.message : String(error), isUsage };
}
