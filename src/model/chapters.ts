import type { LibraryExport } from './ir/ir.ts';
import { indexedDbText } from './prelude-indexeddb.ts';
import { locksText } from './prelude-locks.ts';
import { nodePipesText } from './prelude-node-pipes.ts';
import { nodeStreamsText } from './prelude-node-streams.ts';
import { portsText } from './prelude-ports.ts';
import { processesText } from './prelude-processes.ts';
import { syncText } from './prelude-sync.ts';
import { webReadableText } from './prelude-web-readable.ts';
import { webWritableText } from './prelude-web-writable.ts';
import ts from './typescript.ts';

/** Something that the outside does again and again. */
const outsideText = `
async function outside$repeat(happens, isOver) {
  while (true) {
    await $op('client.moment');
    if (isOver()) return;
    happens();
  }
}
`;

/** Further parts of the prelude, each lowered only where a program uses one of its operations. */
export const chapterTexts: readonly string[] = [webReadableText + webWritableText, nodeStreamsText + nodePipesText + processesText + outsideText, portsText + outsideText, syncText, locksText, indexedDbText];

interface Chapter {
  readonly text: string;
  readonly operations: ReadonlySet<string>;
  parsed: ts.SourceFile | undefined;
}

const chapters = chapterTexts.map((text): Chapter => ({ text, operations: new Set(operationsIn(text)), parsed: undefined }));

/** The operations that a text of the prelude says: `readable$read` is `readable.read`. */
export function operationsIn(text: string): string[] {
  return [...text.matchAll(/^(?:async )?function\*? (\w+\$\w+)\(/gm)].map(([, name]) => name.replace('$', '.'));
}

/** The chapters that the used libraries need. */
export function neededChapters(libraries: readonly LibraryExport[]): readonly ts.SourceFile[] {
  const used = libraries.flatMap(({ meaning }) => (meaning.kind === 'function' ? [meaning.op]
    : [...Object.values(meaning.members).map((member) => member.op), ...Object.values(meaning.statics ?? {}).map((member) => member.op), ...[meaning.call?.op, meaning.create, meaning.setup].filter((op) => op !== undefined)]));
  return chapters.filter((chapter) => used.some((operation) => chapter.operations.has(operation)))
    .map((chapter) => (chapter.parsed ??= ts.createSourceFile('prelude.js', chapter.text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS)));
}
