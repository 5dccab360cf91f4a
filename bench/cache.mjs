// A project of 500 files (or as many as are named): the first check, the second, and one after an edit, in seconds and as a share of the first.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const count = Number(process.argv[2] ?? 500);
const bin = resolve('dist/cli/bin.js');
const root = mkdtempSync(join(tmpdir(), 'coffman-bench-'));

/** Ten services to a package; each takes the locks that its package shares, and every tenth takes them in the wrong order. */
function service(index) {
  const [first, second] = index % 10 === 9 ? ['right', 'left'] : ['left', 'right'];
  return `import { left, right, results } from './locks.ts';

async function move(amount: number): Promise<void> {
  await ${first}.runExclusive(async () => {
    await ${second}.runExclusive(() => { console.log(amount); });
  });
}

async function report(): Promise<void> {
  await right.runExclusive(async () => { await results.send('moved'); });
}

export async function main(): Promise<void> {
  await Promise.all([move(1), move(2), report()${index % 10 === 9 ? ', left.runExclusive(() => right.runExclusive(() => undefined))' : ''}]);
}
`;
}

const locks = "import { Mutex } from 'async-mutex';\nimport { Chan } from 'ts-chan';\n\nexport const left = new Mutex();\nexport const right = new Mutex();\nexport const results = new Chan<string>(4);\n";

function check(...options) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'check', '-f', 'json', ...options], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return { seconds: (performance.now() - started) / 1000, stdout };
}

try {
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  for (let index = 0; index < count; index++) {
    const folder = join(root, 'packages', `p${Math.floor(index / 10)}`);
    mkdirSync(folder, { recursive: true });
    if (index % 10 === 0) writeFileSync(join(folder, 'locks.ts'), locks);
    writeFileSync(join(folder, `service${index}.ts`), service(index));
  }
  const first = check();
  const second = check();
  writeFileSync(join(root, 'packages/p0/service3.ts'), `${service(3)}// edited\n`);
  const edited = check();
  writeFileSync(join(root, 'packages/p0/locks.ts'), locks.replace('(4)', '(1)'));
  const shared = check();
  if (second.stdout !== first.stdout || shared.stdout !== check('--no-cache').stdout) throw new Error('the cache has changed a report');
  console.log(`${count} services, ${JSON.parse(first.stdout).summary.entries} entries, ${JSON.parse(first.stdout).summary.findings} findings`);
  for (const [what, { seconds }] of Object.entries({ 'first check': first, 'again': second, 'after an edit of one service': edited, 'after an edit of what ten import': shared })) {
    console.log(`${what.padEnd(34)}${seconds.toFixed(2).padStart(8)} s${(seconds / first.seconds * 100).toFixed(0).padStart(6)} %`);
  }
} finally {
  rmSync(root, { recursive: true });
}
