import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from './verdicts.ts';

/** Of the processor, for each of SPIN, the compiler and the verifier; the signal by which they end then. */
const seconds = 3;
const killed = 128 + constants.signals.SIGXCPU;

/** What compiles SPIN's verifiers: tcc where it is installed, as it takes a thirtieth of the time. */
const compiler = ['tcc', 'gcc'].find((name) => spawnSync(name, ['-v']).status === 0);

export const hasSpin = compiler !== undefined && spawnSync('spin', ['-V']).status === 0;

/** Whether SPIN finds something blocked or misused in a model; undefined where it does not come to an end. */
export function bySpin(promela: string, folder: string): Verdict | undefined {
  writeFileSync(join(folder, 'model.pml'), promela);
  const command = `ulimit -S -t ${String(seconds)}; spin -a model.pml && ${compiler ?? 'gcc'} -w -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -c0 -m1000000 -w18`;
  const { stdout, status } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status === killed || stdout.includes('max search depth too small')) return undefined;
  if (!stdout.includes('states, stored')) return [`no result: ${stdout.slice(0, 300)}`];
  const violated = [...stdout.matchAll(/assertion violated(.*)/g)].map(([, assertion]) => assertion);
  return [...(violated.some((assertion) => !assertion.includes('misused')) ? ['blocked'] : []), ...(violated.some((assertion) => assertion.includes('misused')) ? ['misused'] : [])];
}
