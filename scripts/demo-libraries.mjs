// `npm run demo:libraries`: a finding for each of the ten libraries that are used most, in programs of fixtures/.
import { spawnSync } from 'node:child_process';

const programs = {
  'p-limit': 'limiter/recursive-walk-wrong.ts',
  rxjs: 'libraries/rxjs-first-value-wrong.ts',
  'p-queue': 'limiter/idle-inside-task-wrong.ts',
  fastq: 'libraries/fastq-nested-wrong.ts',
  bottleneck: 'libraries/bottleneck-nested-wrong.ts',
  effect: 'libraries/effect-semaphore-wrong.ts',
  'async-mutex': 'mutex/nested-run-exclusive-wrong.ts',
  'async-lock': 'keyed-lock/callback-arity-wrong.ts',
  'async-sema': 'libraries/async-sema-permits-wrong.ts',
  'es-toolkit': 'libraries/es-toolkit-early-return-wrong.ts',
};

for (const [library, file] of Object.entries(programs)) {
  console.log(`\n== ${library} ==\n`);
  spawnSync(process.execPath, ['dist/cli/bin.js', 'check', `fixtures/${file}`, '--fail-on', 'never'], { stdio: 'inherit' });
}
