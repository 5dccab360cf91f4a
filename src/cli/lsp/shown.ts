import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DiagnosticSeverity, type Diagnostic, type Range } from 'vscode-languageserver/node';
import type { Confidence } from '../../checker/finding.ts';
import type { Diagnostic as Problem, Location } from '../../model/location.ts';
import { conditions, escape, steps } from '../../report/markdown.ts';
import { capitalise } from '../../report/text.ts';
import type { Known } from './known.ts';

export const source = 'coffman';

const severities: Readonly<Record<Confidence, DiagnosticSeverity>> = {
  certain: DiagnosticSeverity.Error,
  likely: DiagnosticSeverity.Warning,
  possible: DiagnosticSeverity.Information,
};

/** Editors count lines and columns from 0. */
function rangeOf({ line, column, endLine, endColumn }: Location): Range {
  return { start: { line: line - 1, character: column - 1 }, end: { line: endLine - 1, character: endColumn - 1 } };
}

/** A finding as editors list it: the steps that lead there are its related information. */
export function diagnosticOf({ root, finding }: Known, showsSteps: boolean): Diagnostic {
  const { id, kind, confidence, message, suggestion, location, trace } = finding;
  const uriOf = (place: Location): string => pathToFileURL(resolve(root, place.file)).href;
  return {
    range: rangeOf(location),
    severity: severities[confidence],
    code: kind,
    source,
    message: `${message}\n${suggestion}`,
    data: { id, kind },
    ...(showsSteps ? { relatedInformation: trace.map(({ task, action, location: at }, index) => ({ location: { uri: uriOf(at), range: rangeOf(at) }, message: `${index + 1}. ${task} ${action}` })) } : {}),
  };
}

/** A file that does not parse, a comment that is not heeded. */
export function remarkOf({ message, location, severity }: Problem): Diagnostic {
  const range = location === null ? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } : rangeOf(location);
  return { range, severity: severity === 'error' ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information, source, message };
}

/** What a finding says when one points at it: who waits, Coffman's four conditions, the way there, and what would fix it. */
export function hoverOf({ finding }: Known): string {
  return [
    `**${capitalise(finding.confidence)} ${finding.kind}** · ${escape(finding.message)}`,
    ...(finding.coffman === null ? [] : [conditions(finding.coffman)]),
    steps(finding),
    `**What would fix it:** ${escape(finding.suggestion)}`,
  ].filter(part => part !== '').join('\n\n');
}
