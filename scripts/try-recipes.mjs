// Packs the package, installs it into a workspace of three packages, and runs the recipes of docs/ci.md for Nx, Turborepo and Bazel (where that is installed).
// Usage: npm run build && node scripts/try-recipes.mjs [Nx] [Turborepo] [Bazel]
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const asked = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'coffman-recipes-'));
const docs = readFileSync(new URL('../docs/ci.md', import.meta.url), 'utf8');

/** The block of the documentation whose first line is a comment that names its file, without that line. */
function recipe(title) {
  const at = ['//', '#'].map((comment) => docs.indexOf(`\n${comment} ${title}\n`)).find((index) => index >= 0);
  if (at === undefined) throw new Error(`docs/ci.md has no recipe ${title}`);
  const from = docs.indexOf('\n', at + 1) + 1;
  return docs.slice(from, docs.indexOf('```', from));
}

function run(cwd, command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { said += text; });
    child.on('error', reject).on('close', (status) => resolve({ status, said }));
  });
}

async function mustRun(...call) {
  const { status, said } = await run(...call);
  if (status !== 0) throw new Error(`${call[1]} ${call[2].join(' ')} ended with ${status}\n${said}`);
  return said;
}

function expect(what, found, wanted) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

const json = (value) => JSON.stringify(value, null, 2);
const packages = ['locks', 'jobs', 'till'];
const locks = "import { Mutex } from 'async-mutex';\n\nexport const [a, b] = [new Mutex(), new Mutex()];\n\nexport const both = () => a.runExclusive(() => b.runExclusive(() => 1));\n";
const orderly = "import { both } from '@shop/locks';\n\nexport const main = () => Promise.all([both(), both()]);\n";
const crossed = "import { a, b, both } from '@shop/locks';\n\nexport const main = () => Promise.all([both(), b.runExclusive(() => a.runExclusive(() => 2))]);\n";

function workspace(ownOf) {
  const files = {
    'package.json': json({ name: 'shop', private: true, type: 'module', workspaces: ['packages/*'], packageManager: 'npm@11.0.0' }),
    '.gitignore': 'node_modules\ncoffman.json\n.nx\n.turbo\n',
    'tsconfig.base.json': json({ compilerOptions: { target: 'es2022', module: 'nodenext', strict: true, noEmit: true } }),
    'nx.json': recipe('nx.json'),
    'turbo.json': recipe('turbo.json'),
  };
  for (const name of packages) {
    files[`packages/${name}/tsconfig.json`] = json({ extends: '../../tsconfig.base.json', include: ['src'] });
    files[`packages/${name}/src/index.ts`] = name === 'locks' ? locks : orderly;
    files[`packages/${name}/package.json`] = json({ name: `@shop/${name}`, version: '1.0.0', type: 'module', exports: './src/index.ts', ...(name === 'locks' ? {} : { dependencies: { '@shop/locks': '*' } }), ...ownOf });
  }
  return files;
}

function write(root, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const git = (root, ...args) => mustRun(root, 'git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args]);

/** What both take for a remote cache: something that keeps what is PUT, and gives it back. */
function remoteCache() {
  const kept = new Map();
  let hits = 0;
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      const { pathname } = new URL(request.url, 'http://localhost');
      const found = kept.get(pathname);
      if (request.method === 'PUT') {
        kept.set(pathname, { body: Buffer.concat(chunks), duration: request.headers['x-artifact-duration'] ?? '0' });
        response.writeHead(pathname.startsWith('/v8') ? 202 : 200, { 'content-type': 'application/json' }).end('{"urls":[]}');
      } else if (request.method === 'POST') response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      else if (found === undefined) response.writeHead(404).end();
      else {
        if (request.method === 'GET') hits++;
        response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-artifact-duration': found.duration }).end(request.method === 'HEAD' ? undefined : found.body);
      }
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
    const address = `http://127.0.0.1:${server.address().port}`;
    resolve({ server, address, hits: () => hits });
  }));
}

const reports = (root) => packages.map((name) => join(root, 'packages', name, 'coffman.json'));

/** Three tasks run; again, all are recalled from the disk; on another machine, from the remote cache; with a bug, the gate is shut where the bug is. */
async function tryTasks(root, { tasks, affected, hitsIn, envOf }) {
  const remote = await remoteCache();
  try {
    const [first, second] = ['one', 'two'].map((machine) => envOf(remote.address, join(root, '..', `${machine}-cache`)));
    expect('first run', hitsIn(await mustRun(root, ...tasks, first)), 0);
    expect('reports', reports(root).map(existsSync), [true, true, true]);
    const written = reports(root).map((file) => readFileSync(file, 'utf8'));
    expect('second run', hitsIn(await mustRun(root, ...tasks, first)), 3);
    for (const file of reports(root)) rmSync(file);
    expect('run elsewhere', hitsIn(await mustRun(root, ...tasks, second)), 3);
    expect('from the remote cache', remote.hits(), 3);
    expect('reports from the remote cache', reports(root).map((file) => readFileSync(file, 'utf8')), written);
    writeFileSync(join(root, 'packages/till/src/index.ts'), crossed);
    const { status, said } = await run(root, ...affected, first);
    expect('the gate', [status, /Certain deadlock/.test(said), /@shop\/jobs[: ]/.test(said)], [1, true, false]);
  } finally {
    remote.server.close();
  }
}

async function newWorkspace(name, tarball, tool, ownOf) {
  const root = join(folder, name, 'shop');
  write(root, workspace(ownOf));
  await mustRun(root, 'npm', ['install', '--no-audit', '--no-fund', '--save-dev', tarball, tool]);
  await git(root, 'init', '-q', '-b', 'main');
  await git(root, 'add', '.');
  await git(root, 'commit', '-q', '-m', 'first');
  return root;
}

async function tryNx(tarball) {
  const root = await newWorkspace('nx', tarball, 'nx', JSON.parse(recipe('package.json, for Nx')));
  await tryTasks(root, {
    tasks: ['npx', ['nx', 'run-many', '-t', 'coffman', '--output-style=static']],
    affected: ['npx', ['nx', 'affected', '-t', 'coffman', '--output-style=static', '--base=HEAD']],
    hitsIn: (said) => Number(/Cache:\s+(\d+)\//.exec(said)?.[1] ?? Number.NaN),
    envOf: (address, cache) => ({ NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_CACHE_DIRECTORY: cache, NX_WORKSPACE_DATA_DIRECTORY: `${cache}-data`, NX_SELF_HOSTED_REMOTE_CACHE_SERVER: address, NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'token' }),
  });
  return (await mustRun(root, 'npx', ['nx', '--version'], { NX_DAEMON: 'false' })).match(/Local: v?(\S+)/)?.[1];
}

async function tryTurborepo(tarball) {
  const root = await newWorkspace('turbo', tarball, 'turbo', JSON.parse(recipe('package.json')));
  await tryTasks(root, {
    tasks: ['npx', ['turbo', 'run', 'coffman']],
    affected: ['npx', ['turbo', 'run', 'coffman', '--affected']],
    hitsIn: (said) => Number(/Cached:\s+(\d+) cached/.exec(said)?.[1] ?? Number.NaN),
    envOf: (address, cache) => ({ TURBO_TELEMETRY_DISABLED: '1', TURBO_SCM_BASE: 'HEAD', TURBO_CACHE_DIR: cache, TURBO_API: address, TURBO_TOKEN: 'token', TURBO_TEAM: 'team' }),
  });
  return (await mustRun(root, 'npx', ['turbo', '--version'])).trim().split('\n').at(-1);
}

async function tryBazel(tarball) {
  if ((await run(folder, 'bazel', ['--version']).catch(() => ({ status: 1 }))).status !== 0) return undefined;
  const root = join(folder, 'bazel');
  write(root, {
    'WORKSPACE': 'workspace(name = "shop")\n',
    'BUILD.bazel': 'filegroup(name = "node_modules", srcs = glob(["node_modules/**"]), visibility = ["//visibility:public"])\nexports_files(["tsconfig.base.json"])\n',
    'package.json': json({ private: true, type: 'module' }),
    'tsconfig.base.json': '{}',
    'jobs/BUILD.bazel': recipe('jobs/BUILD.bazel'),
    'jobs/package.json': '{ "type": "module" }',
    'jobs/tsconfig.json': json({ extends: '../tsconfig.base.json', include: ['src'] }),
    'jobs/src/locks.ts': locks,
    'jobs/src/main.ts': orderly.replace('@shop/locks', './locks.ts'),
  });
  await mustRun(root, 'npm', ['install', '--no-audit', '--no-fund', tarball]);
  const build = () => run(root, 'bazel', [`--output_user_root=${join(folder, 'bazel-output')}`, 'build', '//jobs:coffman']);
  const actions = (said) => /(\d+) process(?:es)?: .*/.exec(said)?.[0];
  try {
    const first = await build();
    expect('Bazel', first.status, 0);
    expect('in sandboxes', actions(first.said), '6 processes: 1 internal, 5 linux-sandbox.');
    expect('again', actions((await build()).said), '1 process: 1 internal.');
    writeFileSync(join(root, 'jobs/src/main.ts'), crossed.replace('@shop/locks', './locks.ts'));
    expect('the gate', (await build()).status, 1);
  } finally {
    await run(root, 'bazel', [`--output_user_root=${join(folder, 'bazel-output')}`, 'shutdown']);
    await run(folder, 'chmod', ['-R', 'u+w', 'bazel-output']);
  }
  return (await mustRun(root, 'bazel', ['--version'])).trim().replace('bazel ', '');
}

try {
  const [{ filename }] = JSON.parse((await mustRun(process.cwd(), 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])).replace(/^[^[]*/, ''));
  const tarball = join(folder, filename);
  for (const [name, tried] of [['Nx', tryNx], ['Turborepo', tryTurborepo], ['Bazel', tryBazel]]) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const version = await tried(tarball);
    console.log(version === undefined ? `${name}: not installed, not tried` : `${name} ${version}: runs, is recalled from the cache, and stops what is wrong`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
