import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { callbackNames, calmNames, collectionNames, commonMethods, finalNames, findExport, findGlobal } from '../../libraries/index.ts';
import type { ClassExport, Found, Library } from '../../libraries/index.ts';
import { propertyName, unwrap } from './ast.ts';
import type { Body } from './ast.ts';
import type { Held } from './concurrency.ts';
import type { Acquire, Performed } from './operations.ts';
import type { Shape } from './shapes.ts';
import type { Taking } from './takings.ts';
import type { RunParameter } from './wrappers.ts';

/** A file under analysis and the libraries that are known in it. */
export interface Source {
  readonly code: Readonly<TSESLint.SourceCode>;
  readonly known: readonly Library[];
  /** All that are described, used here or not. */
  readonly libraries: readonly Library[];
  readonly memory: Memory;
}

/** What has been found out about the file's variables, fields and functions already. */
export interface Memory {
  /** By variable or class; the key is the field's name, or nothing for the variable itself. */
  readonly shapes: Map<Variable | TSESTree.Node, Map<string, Shape | undefined>>;
  readonly takings: Map<TSESTree.Node, readonly Taking[]>;
  readonly wrappers: Map<TSESTree.Node, readonly RunParameter[]>;
  /** The acquires that each body has to give back. */
  readonly held: Map<Body, readonly Held[]>;
  /** What a function takes and returns to its caller to give back. */
  readonly acquirers: Map<TSESTree.Node, Acquire | undefined>;
  readonly operations: Map<TSESTree.CallExpression, Performed | undefined>;
  /** The file's nodes, filled by the first who asks: see `nodes.ts`. */
  readonly nodes: Map<Body, TSESTree.Node[]>;
  readonly calls: TSESTree.CallExpression[];
  readonly news: TSESTree.NewExpression[];
  readonly assignments: TSESTree.AssignmentExpression[];
}

/** What is known about a file before it is read: which of the libraries it uses at all. */
export function newSource(code: Readonly<TSESLint.SourceCode>, libraries: readonly Library[]): Source {
  const specifiers = new Set([...importsOf(code.ast), ...requiresOf(code)]);
  const known = libraries.filter((library) => library.modules.some((name) => specifiers.has(name)) || Object.keys(library.globals ?? {}).some((name) => usesGlobal(code, name)));
  const memory = { shapes: new Map(), takings: new Map(), wrappers: new Map(), held: new Map(), acquirers: new Map(), operations: new Map(), nodes: new Map(), calls: [], news: [], assignments: [] };
  return { code, known, libraries, memory };
}

function importsOf(program: TSESTree.Program): readonly string[] {
  return program.body.flatMap((node) => ('source' in node && node.source?.type === 'Literal' ? [node.source.value] : []));
}

function requiresOf(code: Readonly<TSESLint.SourceCode>): readonly string[] {
  return globalReferences(code, 'require').flatMap(({ identifier: { parent } }) => {
    const specifier = parent?.type === 'CallExpression' ? parent.arguments[0] : undefined;
    return specifier?.type === 'Literal' && typeof specifier.value === 'string' ? [specifier.value] : [];
  });
}

function usesGlobal(code: Readonly<TSESLint.SourceCode>, name: string): boolean {
  return globalReferences(code, name).length > 0 || globalReferences(code, 'globalThis').length > 0;
}

const unresolved = new WeakMap<object, ReadonlyMap<string, readonly TSESLint.Scope.Reference[]>>();

/** The uses of a name that no code of the file declares. */
function globalReferences(code: Readonly<TSESLint.SourceCode>, name: string): readonly TSESLint.Scope.Reference[] {
  const scope = code.scopeManager?.globalScope;
  if (!scope) return [];
  const through = unresolved.get(code) ?? byName(scope.through);
  unresolved.set(code, through);
  const variable = scope.set.get(name);
  return [...(through.get(name) ?? []), ...(variable?.defs.length === 0 ? variable.references : [])];
}

function byName(references: readonly TSESLint.Scope.Reference[]): ReadonlyMap<string, readonly TSESLint.Scope.Reference[]> {
  const groups = new Map<string, TSESLint.Scope.Reference[]>();
  for (const reference of references) {
    const { name } = reference.identifier;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [reference]);
    else group.push(reference);
  }
  return groups;
}

/** Found out once for each set of descriptions. */
export function perLibraries<Names extends object, Sort = void>(find: (libraries: readonly Library[], sort: Sort) => Names): (source: Source, sort: Sort) => Names {
  const known = new WeakMap<readonly Library[], Map<Sort, Names>>();
  return ({ libraries }, sort) => {
    const bySort = known.get(libraries) ?? new Map<Sort, Names>();
    known.set(libraries, bySort);
    const names = bySort.get(sort) ?? find(libraries, sort);
    bySort.set(sort, names);
    return names;
  };
}

/** The names of what throws nothing by itself. */
export const calm = perLibraries(calmNames);

/** The names of what never returns. */
export const final = perLibraries(finalNames);

/** The names of what code outside calls back, and is called. */
export const outside = perLibraries(callbackNames);

/** The names of types that keep values. */
export const collections = perLibraries(collectionNames);

/** What methods of promises and collections do, by their names. */
export const common = perLibraries(commonMethods);

export type Variable = TSESLint.Scope.Variable;

/** A class of a library, with where it was found. */
export interface FoundClass extends Found {
  readonly meaning: ClassExport;
}

export function isFoundClass(found: Found | undefined): found is FoundClass {
  return found?.meaning.kind === 'class';
}

export function variableOf(source: Source, node: TSESTree.Identifier | TSESTree.JSXIdentifier): Variable | null {
  for (let scope: TSESLint.Scope.Scope | null = source.code.getScope(node); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(node.name);
    if (variable !== undefined) return variable;
  }
  return null;
}

/** Where a name comes from: a module's export, or (without a specifier) the platform. */
interface Origin {
  readonly specifier: string | undefined;
  readonly name: string;
}

/** The library export that an expression or type name denotes, by its import; undefined for everything else. */
export function exportOf(source: Source, node: TSESTree.Node): Found | undefined {
  const origin = originOf(source, node);
  if (origin === undefined) return undefined;
  return origin.specifier === undefined ? findGlobal(source.known, origin.name) : findExport(source.known, origin.specifier, origin.name);
}

/** The import, or the global name, that an expression or type name denotes. */
export function originOf(source: Source, node: TSESTree.Node, depth = 0): Origin | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Identifier') return originOfName(source, inner, depth);
  if (inner.type === 'MemberExpression') return originOfMember(source, inner.object, propertyName(inner));
  if (inner.type === 'TSQualifiedName') return originOfMember(source, inner.left, inner.right.name);
  return undefined;
}

/** Names of names of names … may be circular. */
const maxDepth = 4;

function originOfName(source: Source, node: TSESTree.Identifier, depth: number): Origin | undefined {
  const variable = variableOf(source, node);
  const definition = variable?.defs[0];
  if (definition === undefined) return { specifier: undefined, name: node.name };
  if (definition.type === 'ImportBinding') return originOfImport(definition.node);
  if (definition.type !== 'Variable' || definition.node.init === null) return undefined;
  const { id, init } = definition.node;
  return originOfRequire(id, init, node.name) ?? (definition.parent.kind === 'const' && depth < maxDepth ? originOfAlias(source, id, init, node.name, depth) : undefined);
}

/** `const pause = sleep`, `const { Mutex } = sync` for a namespace. */
function originOfAlias(source: Source, pattern: TSESTree.Node, init: TSESTree.Expression, local: string, depth: number): Origin | undefined {
  if (pattern.type === 'Identifier') return init.type === 'Identifier' || init.type === 'MemberExpression' ? originOf(source, init, depth + 1) : undefined;
  const specifier = moduleOf(source, init);
  const name = specifier === undefined ? undefined : namedIn(pattern, local);
  return name === undefined ? undefined : { specifier, name };
}

/** The property that an object pattern binds to the name. */
function namedIn(pattern: TSESTree.Node, local: string): string | undefined {
  if (pattern.type !== 'ObjectPattern') return undefined;
  for (const property of pattern.properties) {
    if (property.type === 'Property' && property.key.type === 'Identifier' && property.value.type === 'Identifier' && property.value.name === local) return property.key.name;
  }
  return undefined;
}

function originOfImport(node: TSESTree.Node): Origin | undefined {
  const declaration = node.parent;
  if (declaration?.type !== 'ImportDeclaration') return undefined;
  const specifier = declaration.source.value;
  if (node.type === 'ImportDefaultSpecifier') return { specifier, name: 'default' };
  if (node.type !== 'ImportSpecifier') return undefined;
  return { specifier, name: node.imported.type === 'Identifier' ? node.imported.name : node.imported.value };
}

/** `const { Mutex: M } = require('async-mutex')`. */
function originOfRequire(pattern: TSESTree.Node, init: TSESTree.Expression, local: string): Origin | undefined {
  const specifier = required(init);
  if (specifier === undefined) return undefined;
  if (pattern.type === 'Identifier') return { specifier, name: 'default' };
  const name = namedIn(pattern, local);
  return name === undefined ? undefined : { specifier, name };
}

function required(init: TSESTree.Expression): string | undefined {
  if (init.type !== 'CallExpression' || init.callee.type !== 'Identifier' || init.callee.name !== 'require') return undefined;
  const [specifier] = init.arguments;
  return specifier?.type === 'Literal' && typeof specifier.value === 'string' ? specifier.value : undefined;
}

/** `ns.Mutex`, where `ns` is the module: a namespace import, or the default import of a CommonJS module. */
function originOfMember(source: Source, object: TSESTree.Node, name: string | undefined): Origin | undefined {
  if (name === undefined) return undefined;
  const specifier = moduleOf(source, object);
  if (specifier !== undefined) return { specifier, name };
  return object.type === 'Identifier' && object.name === 'globalThis' ? { specifier: undefined, name } : undefined;
}

function moduleOf(source: Source, node: TSESTree.Node): string | undefined {
  if (node.type !== 'Identifier') return undefined;
  const definition = variableOf(source, node)?.defs[0];
  if (definition?.type === 'Variable' && definition.node.init !== null && definition.node.id.type === 'Identifier') return required(definition.node.init);
  if (definition?.type !== 'ImportBinding' || definition.parent?.type !== 'ImportDeclaration') return undefined;
  return definition.node.type === 'ImportSpecifier' ? undefined : definition.parent.source.value;
}
