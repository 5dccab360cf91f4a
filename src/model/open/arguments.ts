import type { ModuleBuilder } from '../lower/context.ts';
import ts from '../typescript.ts';
import { isModuleScope, qualifiedName } from '../lower/scope.ts';
import { classNamed, constructionParameters, importedName, type Declared } from './exports.ts';

/** JavaScript that makes what a caller from outside passes; the shared things that it names are declared by `shared`. */
export interface ArgumentMaker {
  /** The arguments of one call, as source text. */
  list(parameters: readonly ts.ParameterDeclaration[]): string;
  /** Declarations of what the calls share: instances, locks, a signal. */
  declarations(): string[];
  /** The shared instances of the project's classes, as source text. */
  instances(): string[];
  /** Names of the analysed file's variables that the text uses. */
  readonly uses: ReadonlySet<string>;
}

export const unknownArgument = `$op('client.unknown')`;

const deepestArgument = 2;

/**
 * What a friendly caller passes where a parameter's type says something that matters to concurrency: an instance of a
 * class of the project, one of two that all calls share, so that two calls can meet at them in either order; a lock; a
 * signal that fires at some time. Everything else is unknown.
 */
export function newArgumentMaker(module: ModuleBuilder, isRelevant: (declared: Declared) => boolean): ArgumentMaker {
  const shared = new Map<string, string>();
  const uses = new Set<string>();
  const instances = new Set<string>();

  function share(name: string, text: string): string {
    shared.set(name, text);
    return name;
  }

  function instance(name: string, depth: number): string | undefined {
    const found = classNamed(module, name);
    if (found === undefined || depth > deepestArgument || !isRelevant(found) || !isConstructible(found.node)) return undefined;
    uses.add(name);
    return `new ${importedName(name)}(${list(constructionParameters(found.module, found.node), depth + 1, ownNames())})`;
  }

  /** A lock or signal of a library, which all calls share. */
  function library(name: string): string | undefined {
    const variable = module.scopes.of.get(module.file)?.variables.get(name);
    const resolved = variable?.imported === undefined ? undefined : module.resolveImport(variable.imported.specifier, variable.imported.name);
    const found = resolved?.kind === 'library' ? resolved.found : variable === undefined ? module.resolveGlobal(name) : undefined;
    if (found?.meaning.kind !== 'class') return undefined;
    if (found.meaning.primitive === 'signal') return share('signal$', 'const signal$ = client$signal();');
    if ((found.meaning.primitive !== 'mutex' && found.meaning.primitive !== 'rwlock') || found.meaning.construct === undefined) return undefined;
    uses.add(name);
    return share(`${name}$shared`, `const ${name}$shared = ${found.meaning.factory === true ? '' : 'new '}${name}(${unknownArgument});`);
  }

  function ofType(type: ts.TypeNode | undefined, counts: Map<string, number>, depth: number): string {
    if (type === undefined) return unknownArgument;
    if (type.kind === ts.SyntaxKind.StringKeyword) return text(counts);
    if (ts.isParenthesizedTypeNode(type)) return ofType(type.type, counts, depth);
    if (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.ReadonlyKeyword) return ofType(type.type, counts, depth);
    if (ts.isTupleTypeNode(type) && type.elements.every(isItem)) return `[${type.elements.map((item) => ofType(ts.isNamedTupleMember(item) ? item.type : item, counts, depth)).join(', ')}]`;
    if (ts.isUnionTypeNode(type)) {
      const options = type.types.filter((t) => t.kind !== ts.SyntaxKind.UndefinedKeyword && !(ts.isLiteralTypeNode(t) && t.literal.kind === ts.SyntaxKind.NullKeyword));
      return options.length === 1 ? ofType(options[0], counts, depth) : unknownArgument;
    }
    if (ts.isTypeLiteralNode(type)) return withMembers(type.members, counts, depth);
    if (ts.isArrayTypeNode(type)) {
      const item = ofType(type.elementType, new Map(), depth);
      return item === unknownArgument ? unknownArgument : `[${ofType(type.elementType, counts, depth)}, ${ofType(type.elementType, counts, depth)}]`;
    }
    if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return unknownArgument;
    const name = nameOfType(module, type.typeName);
    const described = module.file.statements.find((s): s is ts.InterfaceDeclaration | ts.TypeAliasDeclaration => (ts.isInterfaceDeclaration(s) || ts.isTypeAliasDeclaration(s)) && s.name.text === name);
    if (described !== undefined && ts.isInterfaceDeclaration(described)) return withMembers(described.members, counts, depth + 1);
    if (described !== undefined && ts.isTypeAliasDeclaration(described) && ts.isTypeLiteralNode(described.type)) return withMembers(described.type.members, counts, depth + 1);
    const lockOrSignal = library(name);
    if (lockOrSignal !== undefined) return lockOrSignal;
    const made = instance(name, depth);
    if (made === undefined) return unknownArgument;
    // two parameters of one type are two different instances, in either order
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    if (nth > 1) return made;
    const both = `${importedName(name)}$shared`;
    share(both, `const ${both} = [${made}, ${made}];`);
    instances.add(both);
    return nth === 0 ? `${both}[first$]` : `${both}[1 - first$]`;
  }

  /** What an instance is named by is its own: as if the shared names had all been given. */
  function ownNames(): Map<string, number> {
    return new Map([['string', 2]]);
  }

  /** Strings name things, and two calls may name the same one: they are one of two that all calls share. */
  function text(counts: Map<string, number>): string {
    const nth = counts.get('string') ?? 0;
    counts.set('string', nth + 1);
    if (nth > 1) return unknownArgument;
    share('string$shared', `const string$shared = [${unknownArgument}, ${unknownArgument}];`);
    return nth === 0 ? 'string$shared[first$]' : 'string$shared[1 - first$]';
  }

  /** An object whose members do not matter, but for those whose types do. */
  function withMembers(members: readonly ts.TypeElement[], counts: Map<string, number>, depth: number): string {
    if (depth > deepestArgument) return unknownArgument;
    let text = unknownArgument;
    for (const member of members) {
      if (!ts.isPropertySignature(member) || !ts.isIdentifier(member.name)) continue;
      const value = ofType(member.type, counts, depth + 1);
      if (value !== unknownArgument) text = `$op('client.with', ${text}, '${member.name.text}', ${value})`;
    }
    return text;
  }

  function list(parameters: readonly ts.ParameterDeclaration[], depth = 0, counts = new Map<string, number>()): string {
    return parameters
      .filter((p) => !(ts.isIdentifier(p.name) && p.name.text === 'this'))
      .map((p) => (p.dotDotDotToken === undefined ? ofType(p.type, counts, depth) : unknownArgument))
      .join(', ');
  }

  return { list: (parameters) => list(parameters), declarations: () => [...shared.values()], instances: () => [...instances].flatMap((both) => [`${both}[0]`, `${both}[1]`]), uses };
}

/** Whether a part of a tuple is there once. */
function isItem(node: ts.TypeNode | ts.NamedTupleMember): boolean {
  return ts.isNamedTupleMember(node) ? node.questionToken === undefined && node.dotDotDotToken === undefined : !ts.isOptionalTypeNode(node) && !ts.isRestTypeNode(node);
}

/** The name at the top of the file of what a type's name means where it stands: inside a namespace, first what is in that. */
function nameOfType({ scopes }: ModuleBuilder, name: ts.Identifier): string {
  for (let at: ts.Node = name; !ts.isSourceFile(at); at = at.parent) {
    const variable = scopes.of.get(at)?.variables.get(name.text);
    if (variable !== undefined && isModuleScope(variable.scope)) return qualifiedName(variable);
  }
  return name.text;
}

/** Whether code outside of the class may say `new`. */
export function isConstructible(node: ts.ClassLikeDeclaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Abstract) === 0 && !hasConstructor(node, ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
}

/** Whether not even a class that extends it may be made outside. */
export function isKeptToItself(node: ts.ClassLikeDeclaration): boolean {
  return hasConstructor(node, ts.ModifierFlags.Private);
}

function hasConstructor(node: ts.ClassLikeDeclaration, flags: ts.ModifierFlags): boolean {
  return node.members.some((m) => ts.isConstructorDeclaration(m) && (ts.getCombinedModifierFlags(m) & flags) !== 0);
}
