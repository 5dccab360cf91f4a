import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkOptions } from '../../src/cli/commands.ts';
import { engine } from '../../src/cli/coffman-engine.ts';
import { coffman } from './harness.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the report in the README is what the command prints', async () => {
  const [, command = '', printed] = /```console\n\$ npx coffman (.*)\n([^]*?)```/.exec(readme) ?? [];
  expect(printed).toBe((await coffman(root, command.split(' '), engine)).stdout);
});

test('the README names every option with its default', () => {
  const rows = [...readme.matchAll(/^\| `(?:-\w, )?--([a-z-]+)(?: <[^`]*>|\[=[^`]*\])?` \|.*\| (.*?) ?\|$/gm)].map(([, name, value]) => [name, value?.replaceAll('`', '')]);
  const options = Object.values(checkOptions).filter(({ name }) => name !== 'help');
  expect(rows.map(([name]) => name)).toEqual(options.map(({ name }) => name));
  const defaults = options.flatMap(option => ('default' in option && option.default !== undefined ? [[option.name, option.default]] : []));
  expect(rows.filter(([name]) => defaults.some(([known]) => known === name))).toEqual(defaults);
});
