import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { plural } from '../report/text.ts';
import { runCheck } from './check.ts';
import { check, initOptions } from './commands.ts';
import { places } from './config.ts';
import { reason, UsageError } from './errors.ts';
import { readIfThere, writeWhole } from './files.ts';
import { print, type Host } from './host.ts';
import type { ExitCode } from './main.ts';
import { readOptions, type Given } from './options.ts';
import { defaultBaseline } from './suppress.ts';

/** Writes what a project needs to begin with. What is there already is never touched. */
export async function runInit(given: Given, host: Host): Promise<ExitCode> {
  if (given.arguments.length > 0) throw new UsageError('init takes no arguments; run it in the folder of the project');
  const isWilling = given.switches.has(initOptions.yes.name) ? () => Promise.resolve(true) : asker(host);
  const manager = managerOf(host.cwd);
  await offer(configured(host.cwd) ?? 'coffman.config.json', configuration(host.cwd), isWilling, host);
  if (existsSync(join(host.cwd, '.github'))) await offer('.github/workflows/coffman.yml', workflow(manager), isWilling, host);
  else await print(host.stdout, `For CI, whatever runs it:\n\n  ${manager.run} coffman check -o sarif=coffman.sarif\n\n`);
  await print(host.stdout, hooks(host.cwd, manager));
  return offerBaseline(isWilling, host, options => runCheck(readOptions(check, options), host));
}

type Willing = (question: string) => Promise<boolean>;

function asker({ ask }: Host): Willing {
  if (ask === undefined) throw new UsageError('init asks before it writes, and there is no terminal to ask at; use coffman init --yes');
  return async question => /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim());
}

async function offer(file: string, text: string, isWilling: Willing, host: Host): Promise<void> {
  const path = resolve(host.cwd, file);
  if (existsSync(path)) return print(host.stdout, `${file} is there already, and stays as it is.\n`);
  if (!await isWilling(`Write ${file}?`)) return;
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${reason(error)}`);
  }
  writeWhole(path, text);
  return print(host.stdout, `Wrote ${file}.\n`);
}

async function offerBaseline(isWilling: Willing, host: Host, checked: (options: readonly string[]) => Promise<ExitCode>): Promise<ExitCode> {
  if (existsSync(resolve(host.cwd, defaultBaseline))) {
    await print(host.stdout, `${defaultBaseline} is there already, and stays as it is.\n`);
    return 0;
  }
  const code = await checked(['-q', '--fail-on', 'possible']);
  if (code !== 1) return code;
  if (!await isWilling(`There are findings already. Write them to ${defaultBaseline}, so that only new ones fail?`)) return 0;
  const written = await checked(['-q', '--update-baseline']);
  const { findings } = JSON.parse(readIfThere(resolve(host.cwd, defaultBaseline)) ?? '{"findings":{}}') as { readonly findings: object };
  await print(host.stdout, `Wrote ${plural(Object.keys(findings).length, 'finding')} to ${defaultBaseline}; coffman check --no-baseline shows them.\n`);
  return written;
}

/** The configuration that there is. */
function configured(cwd: string): string | undefined {
  return places.find(place => (place === 'package.json' ? /"coffman"\s*:\s*\{/.test(readIfThere(join(cwd, place)) ?? '') : existsSync(join(cwd, place))));
}

function configuration(cwd: string): string {
  const include = existsSync(join(cwd, 'tsconfig.json')) ? {} : { include: [existsSync(join(cwd, 'src')) ? 'src' : '.'] };
  return `${JSON.stringify({ $schema: './node_modules/eslint-plugin-coffman/schemas/config.schema.json', ...include, failOn: 'likely' }, null, 2)}\n`;
}

interface Manager {
  readonly name: string;
  readonly install: string;
  /** Runs a command that a dependency brings. */
  readonly run: string;
}

const managers: readonly (Manager & { readonly lock: string })[] = [
  { name: 'pnpm', lock: 'pnpm-lock.yaml', install: 'corepack enable && pnpm install --frozen-lockfile', run: 'pnpm exec' },
  { name: 'yarn', lock: 'yarn.lock', install: 'corepack enable && yarn install --immutable', run: 'yarn' },
];

function managerOf(cwd: string): Manager {
  return managers.find(({ lock }) => existsSync(join(cwd, lock))) ?? { name: 'npm', install: 'npm ci', run: 'npx' };
}

function workflow({ install, run }: Manager): string {
  return `name: coffman
on: [push, pull_request]
permissions: { contents: read, security-events: write }
env: { COFFMAN_CACHE_DIR: .coffman-cache }
jobs:
  coffman:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - uses: actions/cache@v4
        with: { path: .coffman-cache, key: "coffman-\${{ github.sha }}", restore-keys: coffman- }
      - run: ${install}
      - run: ${run} coffman check -f github -o sarif=coffman.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: \${{ !cancelled() }}
        with: { sarif_file: coffman.sarif }
`;
}

function hooks(cwd: string, { run }: Manager): string {
  const isPython = existsSync(join(cwd, '.pre-commit-config.yaml'));
  const snippet = isPython
    ? `  - repo: local\n    hooks:\n      - { id: coffman, name: coffman, entry: ${run} coffman check --staged, language: system, pass_filenames: false, files: '\\.[cm]?[jt]sx?$' }`
    : `  #!/bin/sh\n  ${run} coffman check --staged`;
  return `Before each commit, in ${isPython ? '.pre-commit-config.yaml' : '.git/hooks/pre-commit or .husky/pre-commit'}:\n\n${snippet}\n\n`;
}
