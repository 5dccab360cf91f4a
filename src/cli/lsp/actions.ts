import { CodeActionKind, type CodeAction, type Diagnostic, type TextDocumentEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { source } from './shown.ts';

export const openReport = 'coffman.openReport';

/** What we put on a diagnostic, and the editor gives back with it. */
interface Data {
  readonly id: string;
  readonly kind: string;
}

/** What can be done about the findings that the editor asks about. */
export function actionsFor(document: TextDocument, diagnostics: readonly Diagnostic[], hasSnippets: boolean): CodeAction[] {
  return diagnostics.flatMap(diagnostic => {
    const data = dataOf(diagnostic);
    if (data === undefined) return [];
    const open: CodeAction = {
      title: 'Open the Coffman report at this finding',
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      command: { title: 'Open the Coffman report', command: openReport, arguments: [document.uri, data.id] },
    };
    const ignore: CodeAction = {
      title: `Ignore this ${data.kind}, with a reason`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      edit: { documentChanges: [ignoring(document, diagnostic.range.start.line, data.kind, hasSnippets)] },
    };
    return [open, ignore];
  });
}

function dataOf({ source: from, data }: Diagnostic): Data | undefined {
  const isOurs = from === source && typeof data === 'object' && data !== null && 'id' in data && 'kind' in data;
  return isOurs ? data as Data : undefined;
}

/** Puts the comment above the line; where the editor can, with the cursor on the reason. */
function ignoring(document: TextDocument, line: number, kind: string, hasSnippets: boolean): TextDocumentEdit {
  const [indent = ''] = /^[ \t]*/.exec(document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } })) ?? [];
  const at = { line, character: 0 };
  const range = { start: at, end: at };
  const comment = (reason: string): string => `${indent}// coffman-ignore-next-line ${kind} -- ${reason}\n`;
  const edit = hasSnippets
    ? { range, snippet: { kind: 'snippet' as const, value: comment('${1:say why it does no harm}') } }
    : { range, newText: comment('TODO: say why it does no harm') };
  return { textDocument: { uri: document.uri, version: document.version }, edits: [edit] };
}
