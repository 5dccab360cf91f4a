import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { engine } from '../../src/cli/coffman-engine.ts';
import { coffman, folder } from './harness.ts';

const stuck = "import { Chan } from 'ts-chan';\nexport async function main() {\n  await new Chan<string>().send('nobody listens');\n}\n";

test('init writes what a project begins with, and the gate is green after it', async () => {
  const root = folder({ 'package.json': '{}', 'src/a.ts': stuck, '.github/CODEOWNERS': '', 'pnpm-lock.yaml': '' });
  const { code, stdout, stderr } = await coffman(root, ['init', '--yes'], engine);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(['Wrote coffman.config.json.', 'Wrote .github/workflows/coffman.yml.', 'Wrote 1 finding to coffman-baseline.json; coffman check --no-baseline shows them.', '  pnpm exec coffman check --staged']));
  expect(JSON.parse(readFileSync(join(root, 'coffman.config.json'), 'utf8'))).toMatchObject({ include: ['src'] });
  const { jobs } = parse(readFileSync(join(root, '.github/workflows/coffman.yml'), 'utf8')) as { readonly jobs: { readonly coffman: { readonly steps: readonly { readonly run?: string }[] } } };
  const [install, check = ''] = jobs.coffman.steps.flatMap(({ run }) => run ?? []);
  expect(install).toBe('corepack enable && pnpm install --frozen-lockfile');
  expect((await coffman(root, check.replace('pnpm exec coffman ', '').split(' '), engine)).code).toBe(0);
  expect(existsSync(join(root, 'coffman.sarif'))).toBe(true);
});

test('init leaves alone what is there', async () => {
  const files = { 'package.json': '{"coffman":{"failOn":"never"}}', 'src/a.ts': stuck, '.github/workflows/coffman.yml': 'mine', 'coffman-baseline.json': '{"version":1,"findings":{}}', '.pre-commit-config.yaml': '' };
  const root = folder(files);
  const { stdout } = await coffman(root, ['init', '--yes'], engine);
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(root, name), 'utf8')).toBe(text);
  expect(existsSync(join(root, 'coffman.config.json'))).toBe(false);
  expect(stdout.match(/^.* is there already, and stays as it is\.$/gm)?.length).toBe(3);
  expect(stdout).toContain('in .pre-commit-config.yaml:');
});

test('init asks, and takes no for an answer', async () => {
  const root = folder({ 'package.json': '{}', 'src/a.ts': stuck });
  const asked: string[] = [];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    return Promise.resolve(asked.length === 1 ? 'Yes' : '');
  };
  expect((await coffman(root, ['init'], engine, { ask })).code).toBe(0);
  expect(asked).toEqual(['Write coffman.config.json? [y/N] ', 'There are findings already. Write them to coffman-baseline.json, so that only new ones fail? [y/N] ']);
  expect([existsSync(join(root, 'coffman.config.json')), existsSync(join(root, 'coffman-baseline.json'))]).toEqual([true, false]);
  expect(await coffman(root, ['init'], engine)).toEqual({ code: 2, stdout: '', stderr: 'coffman: init asks before it writes, and there is no terminal to ask at; use coffman init --yes\n' });
});
