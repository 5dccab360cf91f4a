import { libraries as builtin, type Library } from '../libraries/index.ts';
import { specifiersIn } from './imports.ts';
import type { VersionOf } from './installed.ts';
import type { Project } from './project.ts';
import { bestFor, standInOf, type Member } from './stand-ins.ts';
import ts from './typescript.ts';

/**
 * Finds the module that stands in for a package in the model of a file. Where several versions are told as programs and
 * which one it is is not known, it is the one that has most of what the file and all it imports use.
 */
export function standInsFor(project: Project, known: readonly Library[], versionOf: VersionOf, fileName: string): (specifier: string) => ts.SourceFile | undefined {
  const chosen = new Map<Library, ts.SourceFile>();
  return (specifier) => {
    const library = known.find(({ standIn, modules }) => standIn !== undefined && modules.includes(specifier));
    if (library === undefined) return undefined;
    const rivals = rivalsOf(library);
    const file = chosen.get(library) ?? standInOf(rivals.length < 2 || versionOf(specifier) !== undefined ? library : bestFor(rivals, usedMembers(project, fileName, library.modules[0])));
    chosen.set(library, file);
    return file;
  };
}

/** The descriptions of a package for its versions, the given one first. */
function rivalsOf(library: Library): readonly Library[] {
  const isRival = ({ modules, standIn, versions }: Library): boolean => standIn !== undefined && versions !== undefined && modules[0] === library.modules[0];
  return builtin.includes(library) && isRival(library) ? [library, ...builtin.filter((other) => other !== library && isRival(other))] : [];
}

/** The members of a package's exports that a file and all it imports use: `Effect.fork`, whatever the import calls `Effect` there. */
function usedMembers(project: Project, fileName: string, packageName: string): readonly Member[] {
  const used: Member[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const parsed = seen.has(name) ? undefined : project.parse(name);
    seen.add(name);
    if (parsed === undefined || !('file' in parsed)) return;
    used.push(...membersIn(parsed.file, packageName));
    for (const specifier of specifiersIn(parsed.file.text)) {
      const target = project.resolve(specifier, name);
      if (target !== undefined) visit(target);
    }
  };
  visit(fileName);
  return used;
}

function membersIn(file: ts.SourceFile, packageName: string): Member[] {
  const owners = new Map(file.statements.flatMap((statement) => (ts.isImportDeclaration(statement) ? ownersIn(statement, packageName) : [])));
  if (owners.size === 0) return [];
  const found = new RegExp(String.raw`\b(${[...owners.keys()].join('|')})\.(\w+)`, 'g');
  return [...file.text.matchAll(found)].map(([, local, member]) => ({ owner: owners.get(local) ?? local, member }));
}

/** What an import from a package is called here, and what it is there; a module of the package is one of its exports. */
function ownersIn({ importClause, moduleSpecifier }: ts.ImportDeclaration, packageName: string): (readonly [local: string, owner: string])[] {
  const specifier = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
  const bindings = importClause?.namedBindings;
  if (bindings === undefined || (specifier !== packageName && !specifier.startsWith(`${packageName}/`))) return [];
  if (ts.isNamespaceImport(bindings)) return [[bindings.name.text, specifier.slice(specifier.lastIndexOf('/') + 1)]];
  return bindings.elements.map(({ name, propertyName }) => [name.text, propertyName?.text ?? name.text]);
}
