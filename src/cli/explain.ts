import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './errors.ts';
import { print, type Host } from './host.ts';
import type { ExitCode } from './main.ts';
import { suggest } from '../libraries/schema/nearest.ts';
import type { Given } from './options.ts';

const folders = ['kinds', 'rules'];

/** Prints the page of a finding kind or of a rule, with or without the plugin's prefix. */
export async function runExplain(given: Given, host: Host): Promise<ExitCode> {
  const [asked, ...rest] = given.arguments;
  const pages = new Map(folders.flatMap(folder => list(join(host.docs, folder))));
  const names = [...pages.keys()];
  if (asked === undefined || rest.length > 0) throw new UsageError(`explain takes one name: ${names.join(', ')}`);
  const page = pages.get(asked.replace(/^coffman\//, ''));
  if (page === undefined) throw new UsageError(`nothing is called '${asked}'${suggest(asked, names, `there are ${names.join(', ')}`)}`);
  await print(host.stdout, readFileSync(page, 'utf8'));
  return 0;
}

function list(folder: string): [string, string][] {
  const files = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.md')).sort() : [];
  return files.map(file => [file.slice(0, -'.md'.length), join(folder, file)]);
}
