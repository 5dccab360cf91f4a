import { assemble } from '../report/assemble.ts';
import type { Report, ShardOf } from '../report/report.ts';
import { mergeOptions } from './commands.ts';
import { findConfig, withConfig } from './config.ts';
import { UsageError } from './errors.ts';
import { readIfThere } from './files.ts';
import { readReport } from './fmt.ts';
import { exitCode, readGate } from './gate.ts';
import type { Host } from './host.ts';
import type { ExitCode } from './main.ts';
import type { Given } from './options.ts';
import { readTargets, writeReport } from './outputs.ts';
import { acceptedBy, readBaselineOptions, suppress } from './suppress.ts';

/** Joins reports; the whole is judged as one run would be. Only with all shards together can it be told what is known and accepted. */
export async function runMerge(asked: Given, host: Host): Promise<ExitCode> {
  if (asked.arguments.length === 0) throw new UsageError('merge takes reports: coffman merge a.json b.json -o all.json');
  const found = await findConfig(host, asked.values.get(mergeOptions.config.name));
  const given = { ...withConfig(asked, found, host.cwd), arguments: asked.arguments };
  const gate = readGate(given);
  const targets = readTargets(given, mergeOptions.format, host.cwd);
  const reports = given.arguments.map(path => readReport(path, host));
  const joined = join(reports);
  const shards = shardsOf(reports);
  const { baseline, updateBaseline } = readBaselineOptions(given, host.cwd);
  const report = shards.length === 0 ? joined : suppress(joined, {
    cwd: host.cwd,
    read: readIfThere,
    files: shards.flatMap(({ files }) => files).sort(),
    isWhole: shards.every(({ isWhole }) => isWhole),
    accepted: acceptedBy(found, host.cwd),
    baseline,
    update: updateBaseline,
  });
  await writeReport(report, targets, host);
  return report.diagnostics.some(({ severity }) => severity === 'error') ? 2 : exitCode(report, gate);
}

function join(reports: readonly Report[]): Report {
  return assemble({
    findings: reports.flatMap(({ findings }) => findings),
    entries: reports.flatMap(({ entries }) => entries),
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    suppressed: reports.flatMap(({ suppressed }) => suppressed),
    files: reports.reduce((sum, { summary }) => sum + summary.files, 0),
  });
}

/** The shards of one run, all of them, or none. */
function shardsOf(reports: readonly Report[]): ShardOf[] {
  const shards = reports.flatMap(({ shard }) => shard ?? []);
  const [first] = shards;
  if (first === undefined) return [];
  if (shards.length < reports.length || shards.some(({ of }) => of !== first.of)) throw new UsageError('merge takes the shards of one run, or reports that are none; not both');
  const missing = Array.from({ length: first.of }, (_, index) => index + 1).filter(index => shards.filter(shard => shard.index === index).length !== 1);
  if (missing.length > 0) throw new UsageError(`merge needs each shard once; look for ${missing.map(index => `${String(index)}/${String(first.of)}`).join(', ')}`);
  return shards;
}
