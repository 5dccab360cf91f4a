// A project of 500 files (or as many as are named), and the sample repository: the first check, the second, and those after an edit, in seconds
// and as a share of the first.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const count = Number(process.argv[2] ?? 500);
const bin = resolve('dist/cli/bin.js');
const sample = resolve('fixtures/sample-repo');

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

function check(root, ...options) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'check', '-f', 'json', ...options], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return { seconds: (performance.now() - started) / 1000, stdout };
}

/** Runs in a folder of its own, which is gone afterwards. */
function within(run) {
  const root = mkdtempSync(join(tmpdir(), 'coffman-bench-'));
  try {
    run(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Checks after each change; what is recalled has to be what a check without a cache gives. */
function measure(root, name, changes) {
  const first = check(root);
  const { entries, findings } = JSON.parse(first.stdout).summary;
  console.log(`${name}: ${entries} entries, ${findings} findings`);
  show('first check', first, first);
  const again = check(root);
  if (again.stdout !== first.stdout) throw new Error('the cache has changed a report');
  show('again', again, first);
  for (const [what, change] of Object.entries(changes)) {
    change();
    show(what, check(root), first);
  }
  if (check(root).stdout !== check(root, '--no-cache').stdout) throw new Error('the cache has changed a report');
}

function show(what, { seconds }, first) {
  console.log(`${what.padEnd(34)}${seconds.toFixed(2).padStart(8)} s${(seconds / first.seconds * 100).toFixed(0).padStart(6)} %`);
}

within(root => {
  cpSync(sample, root, { recursive: true });
  measure(root, 'the sample repository', { 'after an edit of one file': () => appendFileSync(join(root, 'packages/orders/src/server.ts'), '// edited\n') });
});

within(root => {
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  for (let index = 0; index < count; index++) {
    const folder = join(root, 'packages', `p${Math.floor(index / 10)}`);
    mkdirSync(folder, { recursive: true });
    if (index % 10 === 0) writeFileSync(join(folder, 'locks.ts'), locks);
    writeFileSync(join(folder, `service${index}.ts`), service(index));
  }
  measure(root, `${count} services`, {
    'after an edit of one service': () => writeFileSync(join(root, 'packages/p0/service3.ts'), `${service(3)}// edited\n`),
    'after an edit of what ten import': () => writeFileSync(join(root, 'packages/p0/locks.ts'), locks.replace('(4)', '(1)')),
  });
});
