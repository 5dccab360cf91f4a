import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { folder } from './harness.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const docs = readFileSync(new URL('../../docs/ci.md', import.meta.url), 'utf8');

/** The block of the documentation that begins with a comment that names its file. */
function recipe(file: string): string {
  const [, text = ''] = new RegExp(`(?:#|//) ${file.replaceAll('.', '\\.')}\\n([^]*?)\`\`\``).exec(docs) ?? [];
  expect(text).not.toBe('');
  return text;
}

const stuck = "import { Chan } from 'ts-chan';\nexport async function main() {\n  await new Chan<string>().send('nobody listens');\n}\n";
const project = { 'package.json': '{"name":"own","type":"module"}', 'tsconfig.json': '{"include":["src"]}', 'src/a.ts': stuck, 'src/b.ts': stuck, 'src/c.ts': stuck.replace('>()', '>(1)') };

/** Runs a line of a recipe as a shell does, with `npx coffman` and `coffman` standing for the command of this checkout. */
function run(root: string, line: string, env: Readonly<Record<string, string>> = {}): number | null {
  const bins = join(root, 'node_modules/.bin');
  mkdirSync(bins, { recursive: true });
  chmodSync(bin, 0o755);
  if (!readdirSync(bins).includes('coffman')) symlinkSync(bin, join(bins, 'coffman'));
  return spawnSync('sh', ['-c', line.replace(/^npx /, '')], { cwd: root, env: { ...process.env, ...env, PATH: `${bins}:${process.env['PATH'] ?? ''}` } }).status;
}

const alone = (root: string, format: string): string => spawnSync(process.execPath, [bin, 'check', '--no-cache', '-f', format], { cwd: root, encoding: 'utf8' }).stdout;

interface Step {
  readonly run?: string;
}

test('the workflow for GitHub', () => {
  const workflow = parse(recipe('.github/workflows/coffman.yml')) as {
    readonly env: Record<string, string>;
    readonly jobs: { readonly shard: { readonly strategy: { readonly matrix: { readonly shard: readonly number[] } }; readonly steps: readonly Step[] }; readonly coffman: { readonly needs: string; readonly steps: readonly Step[] } };
  };
  const root = folder(project);
  const { shard, coffman } = workflow.jobs;
  const command = (steps: readonly Step[]): string => steps.find(step => step.run?.includes('coffman') === true)?.run ?? '';
  for (const part of shard.strategy.matrix.shard) expect(run(root, command(shard.steps).replaceAll('${{ matrix.shard }}', String(part)), workflow.env)).toBe(0);
  expect(run(root, command(coffman.steps), workflow.env)).toBe(1);
  expect(readFileSync(join(root, 'coffman.sarif'), 'utf8')).toBe(alone(root, 'sarif'));
  expect(readdirSync(root)).toEqual(expect.arrayContaining(['.coffman-cache', 'coffman.html']));
  expect(coffman.needs).toBe('shard');
});

test('the pipeline for GitLab', () => {
  interface Job { readonly script: readonly string[]; readonly parallel?: number; readonly variables?: Record<string, string> }
  const pipeline = parse(recipe('.gitlab-ci.yml')) as Readonly<Record<'coffman-shard' | 'coffman', Job>>;
  const root = folder(project);
  const { parallel = 0, script, variables } = pipeline['coffman-shard'];
  for (let part = 1; part <= parallel; part++) expect(run(root, script.at(-1) ?? '', { ...variables, CI_NODE_INDEX: String(part), CI_NODE_TOTAL: String(parallel) })).toBe(0);
  expect(run(root, pipeline.coffman.script.at(-1) ?? '')).toBe(1);
  expect(readFileSync(join(root, 'codequality.json'), 'utf8')).toBe(alone(root, 'gitlab'));
});

test('the tasks of Nx and Turborepo write what they say that they write', () => {
  const nx = JSON.parse(recipe('nx.json')) as { readonly targetDefaults: { readonly coffman: { readonly outputs: readonly string[]; readonly options: { readonly command: string } } } };
  const turbo = JSON.parse(recipe('turbo.json')) as { readonly tasks: { readonly coffman: { readonly outputs: readonly string[] } } };
  const { scripts } = JSON.parse(recipe('package.json')) as { readonly scripts: { readonly coffman: string } };
  for (const [command, outputs] of [[nx.targetDefaults.coffman.options.command, nx.targetDefaults.coffman.outputs], [scripts.coffman, turbo.tasks.coffman.outputs]] as const) {
    const root = folder(project);
    expect(run(root, command)).toBe(1);
    for (const output of outputs) expect(readFileSync(join(root, output.replace('{projectRoot}/', '')), 'utf8')).toBe(alone(root, 'json'));
  }
});

test('what Bazel runs finds files that are symbolic links', () => {
  const [, args = '[]'] = /args = (\[.*?\])/.exec(recipe('BUILD.bazel')) ?? [];
  const [source, root] = [folder(project), folder({})];
  mkdirSync(join(root, 'src'));
  for (const name of Object.keys(project)) symlinkSync(join(source, name), join(root, name));
  expect(run(root, ['coffman', ...JSON.parse(args) as string[], '-q', '-o', 'json=out.json'].join(' '))).toBe(1);
  expect(JSON.parse(readFileSync(join(root, 'out.json'), 'utf8'))).toMatchObject({ summary: { files: 3, findings: 2 } });
});

test('the short form at the top of the page', () => {
  const root = folder(project);
  const [, lines = ''] = /```sh\n([^]*?)```/.exec(docs) ?? [];
  expect(lines.trim().split('\n').map(line => run(root, line))).toEqual([0, 0, 1]);
});
