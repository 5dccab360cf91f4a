import ts from 'typescript';
import { pick, type Draw } from './draw.ts';

/** A stretch of a text, and what stands there instead. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Parts {
  readonly statements: readonly ts.Node[];
  readonly expressions: readonly ts.Node[];
  readonly names: readonly ts.Node[];
}

/** A program with some of its parts taken out, doubled, moved, wrapped or replaced by others of their sort: it still parses, for the most part. */
export function mutant(draw: Draw, corpus: readonly string[]): string {
  const donor = pick(draw, corpus);
  const strange = partsOf(donor);
  let text = pick(draw, corpus);
  for (let count = 1 + draw(4); count > 0; count--) text = apply(text, change(draw, text, partsOf(text), donor, strange));
  return text;
}

function partsOf(text: string): Parts {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2022, true);
  const [statements, expressions, names]: ts.Node[][] = [[], [], []];
  const visit = (node: ts.Node): void => {
    if (ts.isStatement(node) && !ts.isImportDeclaration(node)) statements.push(node);
    if (ts.isExpression(node) && !ts.isIdentifier(node)) expressions.push(node);
    if (ts.isIdentifier(node)) names.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { statements, expressions, names };
}

function apply(text: string, { start, end, text: instead }: Edit): string {
  return text.slice(0, start) + instead + text.slice(end);
}

const wrappers: readonly (readonly [string, string])[] = [
  ['if (Math.random() > 0.5) {', '}'], ['try {', '} finally { }'], ['try {', '} catch { }'], ['while (true) {', '}'], ['for (const each of [1, 2]) {', '}'],
  ['void (async () => {', '})();'], ['setTimeout(async () => {', '}, 1);'], ['await Promise.race([(async () => {', '})()]);'], ['process.once("exit", () => {', '});'], ['{', '}'],
];

function change(draw: Draw, text: string, parts: Parts, donor: string, strange: Parts): Edit {
  const nothing = { start: 0, end: 0, text: '' };
  const at = (nodes: readonly ts.Node[]): { readonly start: number; readonly end: number } | undefined => {
    const node = nodes.length === 0 ? undefined : pick(draw, nodes);
    return node === undefined ? undefined : { start: node.getStart(), end: node.end };
  };
  const said = (place: { readonly start: number; readonly end: number }, from = text): string => from.slice(place.start, place.end);
  const [statement, expression, name] = [at(parts.statements), at(parts.expressions), at(parts.names)];
  if (statement === undefined || expression === undefined || name === undefined) return nothing;
  switch (draw(11)) {
    case 0: return { ...statement, text: '' };
    case 1: return { ...statement, text: `${said(statement)}\n${said(statement)}` };
    case 2: {
      const [before, after] = pick(draw, wrappers);
      return { ...statement, text: `${before}\n${said(statement)}\n${after}` };
    }
    case 3: {
      const other = at(strange.statements);
      return other === undefined ? nothing : { start: statement.start, end: statement.start, text: `${said(other, donor)}\n` };
    }
    case 4: {
      const other = at(parts.statements);
      return other === undefined ? nothing : { ...statement, text: said(other) };
    }
    case 5: {
      const other = at(strange.expressions);
      return other === undefined ? nothing : { ...expression, text: `(${said(other, donor)})` };
    }
    case 6: {
      const other = at(parts.expressions);
      return other === undefined ? nothing : { ...expression, text: `(${said(other)})` };
    }
    case 7: return { ...expression, text: pick(draw, ['undefined', 'null', '0', '(await x)', 'this', '[]', '{}', '(() => {})', '(async () => {})', 'new Promise(() => {})', 'Promise.reject()', `(await (${said(expression)}))`, `void (${said(expression)})`, `[...(${said(expression)})]`, `(${said(expression)}) ?? 1`]) };
    case 8: {
      const other = at(parts.names);
      return other === undefined ? nothing : { ...name, text: said(other) };
    }
    case 9: {
      const word = /\b(?:await|async|return|const|static|readonly|new|export) /g;
      const found = [...text.matchAll(word)];
      if (found.length === 0) return nothing;
      const { index, 0: [...letters] } = pick(draw, found);
      return { start: index, end: index + letters.length, text: '' };
    }
    default: {
      const other = at(strange.names);
      return other === undefined ? nothing : { ...name, text: said(other, donor) };
    }
  }
}

const snippets = ['`', '${', '/*', '*/', '//', '{', '}', '(', ')', '\u2028', '\uFEFF', '\0', '\uD800', '😀', '\r', '\r\n', '<', '=>', '...', '?.', '@a ', '#b', '\\u0061', '\\u{1F600}', 'await ', 'yield ', 'async ', '1_000n', '<a/>', '// coffman-ignore-next-line leak -- x\n', '// eslint-disable-line\n', '<<<<<<< ', '#!x\n', '\u202E'];

/** A program with bytes changed, doubled, lost and put in. Much of it does not parse. */
export function mangled(draw: Draw, corpus: readonly string[]): string {
  let bytes = Buffer.from(pick(draw, corpus));
  for (let count = 1 + draw(4); count > 0; count--) {
    const at = draw(bytes.length + 1);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (draw(7)) {
      case 0: bytes = Buffer.concat([before, Buffer.from([draw(256)]), after.subarray(1)]); break;
      case 1: bytes = Buffer.concat([before, after.subarray(draw(40))]); break;
      case 2: bytes = Buffer.concat([before, Buffer.from(pick(draw, snippets)), after]); break;
      case 3: bytes = Buffer.concat([before, before.subarray(Math.max(0, at - draw(200))), after]); break;
      case 4: bytes = before.length > 0 && draw(3) === 0 ? before : bytes; break;
      case 5: bytes = Buffer.concat([before, Buffer.from(pick(draw, corpus)).subarray(0, draw(500))]); break;
      default: {
        // two neighbouring lines change places: much of the time it still parses
        const lines = bytes.toString().split('\n');
        const line = draw(lines.length);
        lines.splice(line, 2, ...lines.slice(line, line + 2).reverse());
        bytes = Buffer.from(lines.join('\n'));
      }
    }
  }
  return bytes.toString();
}
