import { confidences, type Confidence, type Finding } from '../checker/finding.ts';
import type { Context, Reporter } from './report.ts';

const commands: Readonly<Record<Confidence, string>> = { certain: 'error', likely: 'warning', possible: 'notice' };

/** Workflow commands, which GitHub shows as annotations of the changed files; it keeps ten of each sort, so the surest come first. */
export const github: Reporter = (report, context) => {
  const findings = [...report.findings].sort((a, b) => confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence));
  return [
    ...findings.map(finding => annotation(finding, context)),
    ...report.entries.filter(entry => entry.verdict === 'incomplete').map(({ name, file, line, reason }) =>
      command('notice', { file: context.prefix + file, line, title: 'Coffman: incomplete' }, `${name} was not explored to the end: ${reason ?? 'no reason given'}`)),
  ].map(line => `${line}\n`).join('');
};

function annotation({ kind, confidence, message, suggestion, location }: Finding, context: Context): string {
  const { file, line, column, endLine, endColumn } = location;
  // columns are for one line only
  const columns = endLine === line ? { col: column, endColumn: endColumn - 1 } : {};
  return command(commands[confidence], { file: context.prefix + file, line, endLine, ...columns, title: `Coffman: ${confidence} ${kind}` }, `${message}\n${suggestion}`);
}

function command(name: string, properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const written = Object.entries(properties).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${escape(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::${name} ${written.join(',')}::${escape(message)}`;
}

function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
