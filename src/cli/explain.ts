import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingKinds, type Finding } from '../checker/finding.ts';
import { suggest } from '../libraries/schema/nearest.ts';
import { recallFinding } from './cache.ts';
import { UsageError } from './errors.ts';
import { readReport } from './fmt.ts';
import { print, type Host } from './host.ts';
import type { ExitCode } from './main.ts';
import type { Given } from './options.ts';
import { contextOf } from './outputs.ts';

const folders = ['kinds', 'rules'];
const fingerprint = new RegExp(`^(?:${findingKinds.join('|')})-[0-9a-f]+(?:-[0-9]+)?$`);

/** Prints the page of a finding kind or of a rule, with or without the plugin's prefix, or the story of one finding. */
export async function runExplain(given: Given, host: Host): Promise<ExitCode> {
  const [asked, ...rest] = given.arguments;
  const pages = new Map(folders.flatMap(folder => list(join(host.docs, folder))));
  const names = [...pages.keys()];
  if (asked !== undefined && fingerprint.test(asked) && rest.length < 2) return tell(asked, findingOf(asked, rest[0], host), host);
  if (asked === undefined || rest.length > 0) throw new UsageError(`explain takes one name: the fingerprint of a finding, ${names.join(', ')}`);
  const page = pages.get(asked.replace(/^coffman\//, ''));
  if (page === undefined) throw new UsageError(`nothing is called '${asked}'${suggest(asked, names, `there are ${names.join(', ')}`)}`);
  await print(host.stdout, readFileSync(page, 'utf8'));
  return 0;
}

function findingOf(id: string, report: string | undefined, host: Host): Finding | undefined {
  return report === undefined ? recallFinding(host.cwd, host.env, id) : readReport(report, host).findings.find(finding => finding.id === id);
}

async function tell(id: string, finding: Finding | undefined, host: Host): Promise<ExitCode> {
  if (finding === undefined) throw new UsageError(`${id} was not found lately; run coffman check, or name a report: coffman explain ${id} REPORT.json`);
  const { story } = await import('../report/story.ts');
  await print(host.stdout, story(finding, contextOf(host)));
  return 0;
}

function list(folder: string): [string, string][] {
  const files = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.md')).sort() : [];
  return files.map(file => [file.slice(0, -'.md'.length), join(folder, file)]);
}
