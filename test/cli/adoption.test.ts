import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engine } from '../../src/cli/coffman-engine.ts';
import { coffman, folder, reportOf } from './harness.ts';

const stuck = `import { Chan } from 'ts-chan';
export async function main() {
  await new Chan<string>().send('nobody listens');
}
`;
const orderly = stuck.replace('new Chan<string>()', 'new Chan<string>(1)');

function diagnosticsOf(stdout: string): string[] {
  return (JSON.parse(stdout) as { readonly diagnostics: readonly { readonly message: string }[] }).diagnostics.map(({ message }) => message);
}

test('a baseline: what is known fails nothing, what is new does, what is gone is told of', async () => {
  const root = folder({ 'a.ts': stuck, 'b.ts': orderly });
  const check = (...options: string[]) => coffman(root, ['check', '-f', 'json', ...options], engine);
  expect((await check()).code).toBe(1);
  expect((await check('--update-baseline')).code).toBe(0);

  const known = await check();
  expect([known.code, reportOf(known).findings, reportOf(known).suppressed.map(({ by, kind }) => [by, kind])]).toEqual([0, [], [['baseline', 'deadlock']]]);
  expect((await check('--no-baseline')).code).toBe(1);

  // lines before it change nothing
  writeFileSync(join(root, 'a.ts'), `// a comment\n\n${stuck}`);
  expect((await check()).code).toBe(0);

  writeFileSync(join(root, 'b.ts'), stuck);
  const added = await check();
  expect([added.code, reportOf(added).findings.map(({ location }) => location.file)]).toEqual([1, ['b.ts']]);

  writeFileSync(join(root, 'b.ts'), orderly);
  writeFileSync(join(root, 'a.ts'), orderly);
  const gone = await check();
  expect(gone.code).toBe(0);
  expect(diagnosticsOf(gone.stdout)).toEqual([expect.stringMatching(/^coffman-baseline\.json: deadlock-\w+ is found no more; take it out with --update-baseline$/)]);
  await check('--update-baseline');
  expect(diagnosticsOf((await check()).stdout)).toEqual([]);
});

test('what was in a file that is gone, or in an entry of another name now, is stale, and goes with the next update', async () => {
  const root = folder({ 'a.ts': stuck, 'b.ts': stuck, 'c.ts': stuck });
  const check = async (...options: string[]): Promise<string[]> => diagnosticsOf((await coffman(root, ['check', '-f', 'json', ...options], engine)).stdout);
  const known = (): string[] => Object.values((JSON.parse(readFileSync(join(root, 'coffman-baseline.json'), 'utf8')) as { readonly findings: Readonly<Record<string, { readonly entry: string }>> }).findings).map(({ entry }) => entry).sort();
  await check('--update-baseline');
  renameSync(join(root, 'a.ts'), join(root, 'moved.ts'));
  writeFileSync(join(root, 'b.ts'), orderly.replace('main', 'start'));
  const stale = expect.stringContaining('is found no more') as string;
  expect(await check()).toEqual([stale, stale]);
  expect(await check('c.ts')).toEqual([stale]);
  writeFileSync(join(root, 'c.ts'), 'export async function main( {');
  expect((await check()).filter(message => message.includes('no more'))).toEqual([stale]);
  writeFileSync(join(root, 'c.ts'), stuck);
  await check('--update-baseline');
  expect(known()).toEqual(['c.ts#main', 'moved.ts#main']);
});

test('a baseline keeps its reasons, and what the run did not look at', async () => {
  const root = folder({ 'a.ts': stuck, 'b.ts': stuck });
  await coffman(root, ['check', '--update-baseline'], engine);
  const read = (): { findings: Record<string, { reason: string; entry: string }> } => JSON.parse(readFileSync(join(root, 'coffman-baseline.json'), 'utf8')) as never;
  const before = read();
  for (const known of Object.values(before.findings)) known.reason = 'is rewritten in March';
  writeFileSync(join(root, 'coffman-baseline.json'), JSON.stringify(before));
  await coffman(root, ['check', 'a.ts', '--update-baseline'], engine);
  expect(read()).toEqual(before);
  expect(Object.values(before.findings).map(({ entry }) => entry).sort()).toEqual(['a.ts#main', 'b.ts#main']);
});

test('a baseline that cannot be read is one line', async () => {
  const root = folder({ 'a.ts': stuck, 'coffman-baseline.json': '{' });
  expect(await coffman(root, ['check'], engine)).toMatchObject({ code: 2, stderr: 'coffman: coffman-baseline.json: not a baseline of this version; write it anew with --update-baseline\n' });
  expect((await coffman(root, ['check', '--baseline', 'gone.json'], engine)).stderr).toBe('coffman: gone.json: no such baseline; write it with --update-baseline\n');
});

const ignoring: readonly (readonly [string, string, number, string | undefined])[] = [
  ['takes the finding away', '// coffman-ignore-next-line deadlock -- nobody calls it', 0, undefined],
  ['in a block comment, over a further comment', '/* coffman-ignore-next-line deadlock -- nobody calls it */\n  // so there', 0, undefined],
  ['of another kind is of no use', '// coffman-ignore-next-line leak -- nobody calls it', 1, 'this coffman-ignore-next-line takes no leak away; remove it'],
  ['without a reason is not heeded', '// coffman-ignore-next-line deadlock', 1, 'coffman-ignore-next-line is not heeded: it gives no reason; write // coffman-ignore-next-line KIND -- reason'],
  ['without a kind is not heeded', '// coffman-ignore-next-line -- because', 1, 'coffman-ignore-next-line is not heeded: it names no kind of finding; write // coffman-ignore-next-line KIND -- reason'],
  ['with a kind that does not exist is not heeded', '// coffman-ignore-next-line dedlock -- because', 1, "coffman-ignore-next-line is not heeded: 'dedlock' is no kind of finding (deadlock, leak, throws, livelock, starvation, race); write // coffman-ignore-next-line KIND -- reason"],
  ['in a string is none', "void '// coffman-ignore-next-line deadlock -- nobody calls it';", 1, undefined],
];

test.each(ignoring)('a comment that %s', async (_, comment, code, remark) => {
  const root = folder({ 'a.ts': stuck.replace('  await', `  ${comment}\n  await`) });
  const ran = await coffman(root, ['check', '-f', 'json'], engine);
  expect([ran.code, diagnosticsOf(ran.stdout)]).toEqual([code, remark === undefined ? [] : [remark]]);
  expect(reportOf(ran).suppressed.map(({ by, reason }) => [by, reason])).toEqual(code === 0 ? [['comment', 'nobody calls it']] : []);
});

function git(root: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'core.hooksPath=.git/hooks', ...args], { cwd: root, encoding: 'utf8' });
}

function repository(files: Readonly<Record<string, string>>): string {
  const root = folder(files);
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'first', '--no-verify');
  return root;
}

const shared = "import { Chan } from 'ts-chan';\nexport const results = new Chan<string>(1);\n";
const user = "import { results } from './lib/results.ts';\nexport async function main() {\n  await results.send('one');\n}\n";

test('--changed and --staged look at what the changed files can reach, and no more', async () => {
  const root = repository({ 'lib/results.ts': shared, 'user.ts': user, 'other.ts': stuck, 'sub/x.ts': orderly });
  const entries = async (...options: string[]): Promise<string[]> => reportOf(await coffman(root, ['check', '-f', 'json', ...options], engine)).entries.map(({ file }) => file);
  expect(await entries()).toEqual(['other.ts', 'sub/x.ts', 'user.ts']);
  expect(await entries('--changed')).toEqual([]);

  writeFileSync(join(root, 'lib/results.ts'), shared.replace('(1)', '()'));
  expect(await entries('--changed')).toEqual(['user.ts']);
  expect(await entries('--staged')).toEqual([]);
  git(root, 'add', '.');
  expect(await entries('--staged')).toEqual(['user.ts']);
  expect((await coffman(root, ['check', '--staged'], engine)).code).toBe(1);

  git(root, 'commit', '-q', '-m', 'second', '--no-verify');
  expect(await entries('--changed')).toEqual([]);
  expect(await entries('--changed=HEAD~1')).toEqual(['user.ts']);
  writeFileSync(join(root, 'new.ts'), orderly);
  expect(await entries('--changed')).toEqual(['new.ts']);
});

test('--staged reads what is staged, whatever the working tree says meanwhile', async () => {
  const root = repository({ 'lib/results.ts': shared, 'user.ts': user });
  const staged = async (): Promise<readonly unknown[]> => {
    const ran = await coffman(root, ['check', '--staged', '-f', 'json'], engine);
    return [ran.code, reportOf(ran).findings.map(({ location }) => location.line)];
  };
  writeFileSync(join(root, 'lib/results.ts'), shared.replace('(1)', '()'));
  git(root, 'add', '.');
  writeFileSync(join(root, 'lib/results.ts'), shared);
  writeFileSync(join(root, 'user.ts'), `// one line more\n${user}`);
  expect(await staged()).toEqual([1, [3]]);
  expect((await coffman(root, ['check', '--staged'], engine)).stdout).toContain("> 3 |   await results.send('one');");
  // what is put right in the working tree only is not put right in the commit, and the other way round
  git(root, 'add', 'lib/results.ts');
  writeFileSync(join(root, 'lib/results.ts'), shared.replace('(1)', '()'));
  git(root, 'add', 'user.ts');
  expect(await staged()).toEqual([0, []]);
  // what git does not know is not there
  writeFileSync(join(root, 'new.ts'), stuck);
  writeFileSync(join(root, 'user.ts'), user.replace('lib/results', 'new'));
  expect(await staged()).toEqual([0, []]);
});

test('--changed without git, or from a revision that does not exist, is one line', async () => {
  const outside = await coffman(folder({ 'a.ts': stuck }), ['check', '--changed'], engine, { env: {} });
  expect([outside.code, outside.stderr]).toEqual([2, expect.stringMatching(/^coffman: git rev-parse failed: .*not a git repository.*\n$/)]);
  const unknown = await coffman(repository({ 'a.ts': stuck }), ['check', '--changed=--output=x'], engine);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/^coffman: git diff failed: .*\n$/)]);
});

test('--quiet prints nothing, and still fails', async () => {
  const root = folder({ 'a.ts': stuck });
  expect(await coffman(root, ['check', '-q', '-o', 'json=out.json'], engine)).toEqual({ code: 1, stdout: '', stderr: '' });
  expect(readFileSync(join(root, 'out.json'), 'utf8')).toContain('"deadlock"');
});

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

test('a git hook stops the commit of a new bug, and lets the mended one pass', () => {
  const root = repository({ 'package.json': '{"type":"module"}', 'a.ts': orderly });
  writeFileSync(join(root, '.git/hooks/pre-commit'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" check --staged\n`);
  chmodSync(join(root, '.git/hooks/pre-commit'), 0o755);
  const commit = (): number | null => spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'core.hooksPath=.git/hooks', 'commit', '-a', '-q', '-m', 'x'], { cwd: root }).status;
  writeFileSync(join(root, 'a.ts'), stuck);
  expect(commit()).toBe(1);
  writeFileSync(join(root, 'a.ts'), `${orderly}// mended\n`);
  expect(commit()).toBe(0);
});

test('the recipe for lint-staged in the README stops the commit of a new bug', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [recipe = ''] = /(?<=\/\/ lint-staged\.config\.js\n).*?\n(?=```)/s.exec(readme) ?? [];
  const root = repository({ 'package.json': '{"type":"module"}', 'lint-staged.config.js': recipe, '.gitignore': 'node_modules\n', 'node_modules/.bin/.keep': '', 'a.ts': orderly });
  chmodSync(bin, 0o755);
  symlinkSync(bin, join(root, 'node_modules/.bin/coffman'));
  const lintStaged = createRequire(import.meta.url).resolve('lint-staged/bin');
  const run = (): number | null => spawnSync(process.execPath, [lintStaged], { cwd: root, encoding: 'utf8' }).status;
  writeFileSync(join(root, 'a.ts'), stuck);
  git(root, 'add', 'a.ts');
  expect(run()).toBe(1);
  writeFileSync(join(root, 'a.ts'), `${orderly}// mended\n`);
  git(root, 'add', 'a.ts');
  expect(run()).toBe(0);
}, 120_000);

const hasPreCommit = spawnSync('pre-commit', ['--version']).status === 0;

test.skipIf(!hasPreCommit)('the recipe for pre-commit in the README stops the commit of a new bug (skipped where pre-commit is not installed)', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [recipe = ''] = /(?<=# \.pre-commit-config\.yaml\n).*?\n(?=```)/s.exec(readme) ?? [];
  const root = repository({ 'package.json': '{"type":"module"}', '.gitignore': 'node_modules\n', '.pre-commit-config.yaml': recipe.replace('npx coffman', `${process.execPath} ${bin}`) });
  const home = { ...process.env, PRE_COMMIT_HOME: join(root, '.git/pre-commit') };
  expect(spawnSync('pre-commit', ['install'], { cwd: root, env: home }).status).toBe(0);
  const commit = (name: string, text: string): string => {
    writeFileSync(join(root, name), text);
    git(root, 'add', name);
    const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-m', name], { cwd: root, encoding: 'utf8', env: home });
    return status === 0 ? 'committed' : /Certain deadlock/.exec(stdout + stderr)?.[0] ?? stderr;
  };
  for (const name of ['a.ts', 'b.mts', 'c.jsx']) {
    const typed = name.endsWith('.jsx') ? (text: string) => text.replace('<string>', '') : (text: string) => text;
    expect([name, commit(name, typed(stuck)), commit(name, typed(orderly))]).toEqual([name, 'Certain deadlock', 'committed']);
  }
}, 120_000);
