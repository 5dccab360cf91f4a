import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engine as realEngine } from '../../src/cli/coffman-engine.ts';
import { coffman, FakeEngine, folder, reportOf } from './harness.ts';

test('a folder gives its sources, without declarations, packages, output and dot folders', async () => {
  const names = ['a.ts', 'b.tsx', 'c.mts', 'd.cts', 'e.js', 'f.jsx', 'g.mjs', 'h.cjs', 'deep/i.ts'];
  const left = ['x.d.ts', 'x.d.mts', 'x.d.css.ts', 'x.json', 'README.md', 'node_modules/p/x.ts', 'dist/x.js', 'build/x.js', 'coverage/x.js', '.cache/x.ts'];
  const engine = new FakeEngine();
  const root = folder(Object.fromEntries([...names, ...left].map(name => [`src/${name}`, ''])));
  expect((await coffman(root, ['check', 'src'], engine)).stderr).toBe('');
  expect(engine.files).toEqual(names.map(name => `src/${name}`).sort());
});

test('an output or dot folder is analysed when it is named', async () => {
  const engine = new FakeEngine();
  const root = folder({ '.corpus/a.ts': '', 'dist/b.js': '', '.corpus/.git/x.ts': '' });
  await coffman(root, ['check', '.corpus', './dist/'], engine);
  expect(engine.files).toEqual(['.corpus/a.ts', 'dist/b.js']);
});

test('a file named twice is analysed once, and a glob is expanded', async () => {
  const engine = new FakeEngine();
  const root = folder({ 'src/a.ts': '', 'src/b.ts': '', 'src/c.d.ts': '' });
  await coffman(root, ['check', 'src/a.ts', 'src', 'src/*.ts'], engine);
  expect(engine.files).toEqual(['src/a.ts', 'src/b.ts']);
});

test('-- ends the options', async () => {
  const engine = new FakeEngine();
  await coffman(folder({ '-odd.ts': '' }), ['check', '--', '-odd.ts'], engine);
  expect(engine.files).toEqual(['-odd.ts']);
});

test('a bad path is one line and exit code 2; the others are analysed', async () => {
  const engine = new FakeEngine();
  const root = folder({ 'a.ts': '', 'notes.md': '', 'empty/README.md': '' });
  const { code, stdout, stderr } = await coffman(root, ['check', 'gone.ts', 'a.ts', 'notes.md', 'empty', 'src/**/*.ts', 'a.ts/b.ts', ''], engine);
  expect(stderr.trimEnd().split('\n').sort()).toEqual([
    'coffman: a path is empty; name a file or folder, or leave it out',
    'coffman: a.ts/b.ts: a part of the path is not a directory; check the path',
    'coffman: empty: no TypeScript or JavaScript files in this folder; name another',
    'coffman: gone.ts: no such file or directory; check the path',
    'coffman: notes.md: not a TypeScript or JavaScript file; leave it out',
    'coffman: src/**/*.ts: no TypeScript or JavaScript file matches; check the pattern',
  ]);
  expect([code, engine.files]).toEqual([2, ['a.ts']]);
  expect(stdout).toBe('Nothing was checked in 1 file: 6 errors\n');
});

test('only bad paths: no engine, but a report', async () => {
  const engine = new FakeEngine();
  const { code, stdout } = await coffman(folder({}), ['check', 'gone.ts', '-f', 'json'], engine);
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    findings: [],
    entries: [],
    suppressed: [],
    diagnostics: [{ severity: 'error', message: 'gone.ts: no such file or directory; check the path', location: null }],
    summary: { files: 0, entries: 0, findings: 0, incomplete: 0 },
  });
  expect([code, engine.asked]).toEqual([2, []]);
});

test('a path that cannot be read says so', async () => {
  const root = folder({ 'secret.ts': '' });
  symlinkSync('loop.ts', join(root, 'loop.ts'));
  expect((await coffman(root, ['check', 'loop.ts'])).stderr).toBe('coffman: loop.ts: a symbolic link leads back to itself; check the path\n');
  chmodSync(join(root, 'secret.ts'), 0o000);
  const { code, stderr } = await coffman(root, ['check', 'secret.ts']);
  // To root every file is readable.
  if (process.getuid?.() !== 0) expect([code, stderr]).toEqual([2, 'coffman: secret.ts: permission denied; check the path\n']);
});

test('symbolic links in a folder are not followed', async () => {
  const engine = new FakeEngine();
  const root = folder({ 'src/a.ts': '' });
  symlinkSync('..', join(root, 'src/up'));
  expect((await coffman(root, ['check', 'src'], engine)).code).toBe(0);
  expect(engine.files).toEqual(['src/a.ts']);
});

test('a declaration file among the paths is no error', async () => {
  const root = folder({ 'a.d.ts': '', 'a.ts': '' });
  const ran = await coffman(root, ['check', 'a.d.ts', 'a.ts', '-f', 'json']);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(reportOf(ran).diagnostics).toEqual([{ severity: 'info', message: 'a.d.ts: a declaration file has no code to check', location: null }]);
});

test('without paths the nearest project is analysed, from below it too', async () => {
  const engine = new FakeEngine();
  const root = folder({ 'tsconfig.json': '{ "include": ["src"] } // with a comment', 'src/deep/a.ts': '', 'src/types.d.ts': '', 'other.ts': '' });
  await coffman(join(root, 'src/deep'), ['check'], engine);
  expect(engine.asked).toMatchObject([{ root: join(root, 'src/deep'), files: [join(root, 'src/deep/a.ts')], tsconfig: join(root, 'tsconfig.json') }]);
});

test('the files of referenced projects belong to the project', async () => {
  const engine = new FakeEngine();
  const root = folder({
    'tsconfig.json': '{ "files": [], "references": [{ "path": "./one" }, { "path": "./two/tsconfig.lib.json" }] }',
    'one/tsconfig.json': '{ "references": [{ "path": "../two/tsconfig.lib.json" }] }',
    'one/a.ts': '',
    'two/tsconfig.lib.json': '{}',
    'two/b.ts': '',
  });
  expect((await coffman(root, ['check'], engine)).stderr).toBe('');
  expect(engine.files).toEqual(['one/a.ts', 'two/b.ts']);
});

test('a package of the same workspace is followed through its link, one that is installed is not', async () => {
  const locks = "import { Mutex } from 'async-mutex';\nexport const [a, b] = [new Mutex(), new Mutex()];\nexport const both = () => a.runExclusive(() => b.runExclusive(() => 1));\n";
  const crossed = (from: string): string => `import { a, b, both } from '${from}';\nexport const main = () => Promise.all([both(), b.runExclusive(() => a.runExclusive(() => 2))]);\n`;
  const manifest = (name: string): string => JSON.stringify({ name, type: 'module', exports: './index.ts' });
  const root = folder({
    'packages/locks/package.json': manifest('@shop/locks'),
    'packages/locks/index.ts': locks,
    'packages/till/src/own.ts': crossed('@shop/locks'),
    'packages/till/src/foreign.ts': crossed('foreign'),
    'node_modules/foreign/package.json': manifest('foreign'),
    'node_modules/foreign/index.ts': locks,
    'node_modules/@shop/.keep': '',
  });
  symlinkSync('../../packages/locks', join(root, 'node_modules/@shop/locks'));
  const { findings } = reportOf(await coffman(join(root, 'packages/till'), ['check', 'src', '-f', 'json'], realEngine));
  expect(findings.map(({ kind, entry, blocked }) => [kind, entry.file, blocked.map(({ location }) => location.file).sort()])).toEqual([['deadlock', 'src/own.ts', ['../locks/index.ts', 'src/own.ts']]]);
});

test('-p takes a file or a folder', async () => {
  const root = folder({ 'lib/tsconfig.json': '{}', 'lib/a.ts': '' });
  const engine = new FakeEngine();
  await coffman(root, ['check', '-p', 'lib'], engine);
  await coffman(root, ['check', '-p', 'lib/tsconfig.json'], engine);
  expect(engine.files).toEqual(['lib/a.ts', 'lib/a.ts']);
});

test('with paths, the nearest project above them gives the options', async () => {
  const engine = new FakeEngine();
  const root = folder({ 'tsconfig.json': '{}', 'lib/tsconfig.json': '{}', 'lib/x/a.ts': '', 'lib/xy/b.ts': '', 'c.ts': '' });
  await coffman(root, ['check', 'lib/x', 'lib/xy'], engine);
  await coffman(root, ['check', 'lib', 'c.ts'], engine);
  expect(engine.asked.map(({ tsconfig }) => tsconfig)).toEqual([join(root, 'lib/tsconfig.json'), join(root, 'tsconfig.json')]);
});

test('a tsconfig that is missing or broken is named; named paths are analysed without it', async () => {
  const root = folder({ 'a.ts': '', 'bad.json': '{\n  "compilerOptions": {\n', 'lib/tsconfig.json': 'no', 'lib/b.ts': '' });
  const engine = new FakeEngine();
  expect(await coffman(root, ['check', '-p', 'gone.json', 'a.ts'], engine)).toMatchObject({
    code: 2,
    stderr: 'coffman: gone.json: no such file or directory; name an existing tsconfig with -p\n',
  });
  expect(await coffman(root, ['check', '-p', 'bad.json', 'a.ts'], engine)).toMatchObject({
    code: 2,
    stderr: "coffman: bad.json:3:1: '}' expected. Mend this file, or name another with -p.\n",
  });
  const broken = await coffman(root, ['check', 'lib/b.ts'], engine);
  expect([broken.code, broken.stderr.split(':').slice(0, 4)]).toEqual([2, ['coffman', ' lib/tsconfig.json', '1', '1']]);
  expect(engine.files).toEqual(['a.ts', 'a.ts', 'lib/b.ts']);
  expect(engine.asked.map(({ tsconfig }) => tsconfig)).toEqual([undefined, undefined, undefined]);
  expect(await coffman(root, ['check', '-p', 'gone.json'], engine)).toMatchObject({ code: 2, stdout: 'No file was checked.\n' });
  expect(engine.asked).toHaveLength(3);
});

test('a project that is only partly right is read, with a warning', async () => {
  const root = folder({ 'tsconfig.json': '{ "extends": "./gone.json", "compilerOptions": { "colour": true } }', 'a.ts': '' });
  const ran = await coffman(root, ['check', '-f', 'json']);
  const { diagnostics } = reportOf(ran);
  expect([ran.code, diagnostics.length]).toEqual([0, 2]);
  expect(diagnostics).toContainEqual({ severity: 'warning', message: "tsconfig.json: Unknown compiler option 'colour'.", location: null });
});

test('a project without files, and a folder without project and files', async () => {
  const project = folder({ 'tsconfig.json': '{ "include": ["src"] }' });
  expect(await coffman(project, ['check'])).toMatchObject({
    code: 2,
    stderr: 'coffman: tsconfig.json: the project has no source files; check its "files" and "include", or name paths\n',
  });
  expect(await coffman(folder({}), ['check'])).toMatchObject({
    code: 2,
    stderr: 'coffman: .: no TypeScript or JavaScript files in this folder; name another\n',
  });
});
