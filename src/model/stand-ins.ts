import type { Library } from '../libraries/index.ts';
import ts from './typescript.ts';

/** A member of an object that a package exports, as a program uses it. */
export interface Member {
  readonly owner: string;
  readonly member: string;
}

const parsed = new Map<string, ts.SourceFile>();
const standIns = new WeakMap<ts.SourceFile, Library>();

/** The module that stands in for a package. */
export function standInOf(library: Library): ts.SourceFile {
  const text = library.standIn ?? '';
  const file = parsed.get(text) ?? ts.createSourceFile(`${library.modules[0]}.stand-in.js`, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  parsed.set(text, file);
  standIns.set(file, library);
  return file;
}

/** Whether a file is a library's own code rather than the user's: its steps are told where the user calls it. */
export function isStandIn(file: ts.SourceFile): boolean {
  return standIns.has(file);
}

/** Says that an object which a stand-in has under a name lacks a member, if so: what the package itself has there is not known. */
export function lackOf(file: ts.SourceFile, name: string, member: string): string | undefined {
  const library = standIns.get(file);
  if (library === undefined || membersOf(file, name)?.has(member) !== false) return undefined;
  const version = library.versions === undefined ? '' : ` (${library.versions})`;
  return `${name}.${member} of ${library.modules[0]}${version} is not described`;
}

/** Of several descriptions of a package, the first among those that have most of the members which a program uses. */
export function bestFor(rivals: readonly Library[], uses: readonly Member[]): Library {
  const known = (library: Library): number => uses.filter(({ owner, member }) => membersOf(standInOf(library), owner)?.has(member)).length;
  return rivals.reduce((best, library) => (known(library) > known(best) ? library : best));
}

/** The members of an object that is written out at the top level; undefined where they cannot be told. */
function membersOf(file: ts.SourceFile, name: string): ReadonlySet<string> | undefined {
  const object = objectNamed(file, name);
  if (object === undefined) return undefined;
  const members = new Set<string>();
  for (const property of object.properties) {
    const own = ts.isSpreadAssignment(property) ? membersOf(file, property.expression.getText()) : memberNamed(property.name);
    if (own === undefined) return undefined;
    for (const member of own) members.add(member);
  }
  return members;
}

function objectNamed(file: ts.SourceFile, name: string): ts.ObjectLiteralExpression | undefined {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const object = statement.declarationList.declarations.find((declaration) => declaration.name.getText() === name)?.initializer;
    if (object !== undefined) return ts.isObjectLiteralExpression(object) ? object : undefined;
  }
  return undefined;
}

function memberNamed(name: ts.PropertyName): readonly string[] | undefined {
  return ts.isComputedPropertyName(name) ? undefined : [name.text];
}
