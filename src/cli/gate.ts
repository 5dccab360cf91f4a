import { confidences } from '../checker/finding.ts';
import type { Report } from '../report/report.ts';
import { gateOptions } from './commands.ts';
import type { ExitCode } from './main.ts';
import { choice, type Given } from './options.ts';

const thresholds = [...confidences, 'never'] as const;

/** When a report makes the command fail. */
interface Gate {
  readonly failOn: (typeof thresholds)[number];
  readonly failOnIncomplete: boolean;
}

export function readGate(given: Given): Gate {
  return { failOn: choice(given, gateOptions.failOn, thresholds), failOnIncomplete: given.switches.has(gateOptions.failOnIncomplete.name) };
}

export function exitCode(report: Report, { failOn, failOnIncomplete }: Gate): ExitCode {
  const gate = thresholds.indexOf(failOn);
  if (failOn !== 'never' && report.findings.some(finding => confidences.indexOf(finding.confidence) <= gate)) return 1;
  // An entry whose findings are below the gate may have been stopped too; it is no more complete than one without findings.
  return failOnIncomplete && report.entries.some(({ reason }) => reason !== null) ? 3 : 0;
}
