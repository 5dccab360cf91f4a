import type { ModuleBuilder } from '../lower/context.ts';
import ts from '../typescript.ts';
import { isModuleScope, qualifiedName } from '../lower/scope.ts';
import { classNamed, constructionParameters, importedName, type Declared } from './exports.ts';
import { isSignal, passedObject } from './passed.ts';
import { reachOfFields, type InReach } from './reach.ts';

/** JavaScript that makes what a caller from outside passes; the shared things that it names are declared by `shared`. */
export interface ArgumentMaker {
  /** The arguments of one call, as source text. */
  list(parameters: readonly ts.ParameterDeclaration[]): string;
  /** Declarations of what the calls share: instances, locks, a signal. */
  declarations(): string[];
  /** The shared instances of the project's classes, and what is in their fields for others to use. */
  instances(): InReach[];
  /** Names of the analysed file's variables that the text uses. */
  readonly uses: ReadonlySet<string>;
}

export const unknownArgument = `$op('client.unknown')`;

const deepestArgument = 2;

/** What one call is given, or what one object is made with. */
interface Given {
  /** How many there are of each type so far. */
  readonly counts: Map<string, number>;
  /** Whether the locks are those of an object, which no other object has. */
  readonly ownsLocks: boolean;
}

/**
 * What a friendly caller passes where a parameter's type says something that matters to concurrency: an instance of a
 * class of the project, a lock, or an object with a lock in it, one of two that all calls share, so that two calls can meet
 * at them in either order; a signal that fires at some time. Everything else is unknown.
 */
export function newArgumentMaker(module: ModuleBuilder, isRelevant: (declared: Declared) => boolean): ArgumentMaker {
  const shared = new Map<string, string>();
  const uses = new Set<string>();
  const instances = new Map<string, Declared>();

  function share(name: string, text: string): string {
    shared.set(name, text);
    return name;
  }

  function instance(name: string, given: Given, depth: number): string | undefined {
    const found = classNamed(module, name);
    if (found === undefined || depth > deepestArgument || !isRelevant(found) || !isConstructible(found.node)) return undefined;
    uses.add(name);
    const called = importedName(name);
    const passed = oneOfTwo(called, given, () => `new ${called}(${list(constructionParameters(found.module, found.node), depth + 1, ownNames())})`);
    instances.set(`${called}$shared`, found);
    return passed;
  }

  /** One of two that all calls share: two parameters of one type are two different ones, in either order. */
  function oneOfTwo(name: string, given: Given, make: (given: Given) => string): string {
    const nth = nthOf(name, given);
    if (nth > 1) return make(ownNames());
    const both: Given = { counts: new Map(), ownsLocks: true };
    const all = share(`${name}$shared`, `const ${name}$shared = [${make(both)}, ${make(both)}];`);
    return nth === 0 ? `${all}[first$]` : `${all}[1 - first$]`;
  }

  /** In which order to take the locks that it passes is up to the caller. */
  function passedLock(name: string, given: Given, made: string): string {
    const nth = `${name}$${String(nthOf(name, given))}`;
    return share(nth, `const ${nth} = ${made};`);
  }

  function librarySignal(name: string): string | undefined {
    return isSignal(module, name) ? share('signal$', 'const signal$ = client$signal();') : undefined;
  }

  /** What makes a lock of this type, or another thing that others may use as well. */
  function lock(name: string): string | undefined {
    return passedObject(module, name, unknownArgument)?.text;
  }

  function ofType(type: ts.TypeNode | undefined, given: Given, depth: number): string {
    if (type === undefined) return unknownArgument;
    // strings name things, and two calls may name the same one
    if (type.kind === ts.SyntaxKind.StringKeyword) return oneOfTwo('string', given, () => unknownArgument);
    if (ts.isParenthesizedTypeNode(type)) return ofType(type.type, given, depth);
    if (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.ReadonlyKeyword) return ofType(type.type, given, depth);
    if (ts.isTupleTypeNode(type) && type.elements.every(isItem)) return `[${type.elements.map((item) => ofType(ts.isNamedTupleMember(item) ? item.type : item, given, depth)).join(', ')}]`;
    if (ts.isUnionTypeNode(type)) {
      const options = type.types.filter((t) => t.kind !== ts.SyntaxKind.UndefinedKeyword && !(ts.isLiteralTypeNode(t) && t.literal.kind === ts.SyntaxKind.NullKeyword));
      return options.length === 1 ? ofType(options[0], given, depth) : unknownArgument;
    }
    if (ts.isTypeLiteralNode(type)) return object(`literal${String(type.pos)}`, type.members, given, depth);
    if (ts.isArrayTypeNode(type)) {
      const item = ofType(type.elementType, { ...given, counts: new Map() }, depth);
      if (item === unknownArgument) return unknownArgument;
      const items = `[${ofType(type.elementType, given, depth)}, ${ofType(type.elementType, given, depth)}]`;
      // what all calls share is made once: to make each of its lists in two ways is dear
      return given.ownsLocks ? items : `$op('client.some', ${items})`;
    }
    if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return unknownArgument;
    return named(nameOfType(module, type.typeName), given, depth);
  }

  function named(name: string, given: Given, depth: number): string {
    const described = module.file.statements.find((s): s is ts.InterfaceDeclaration | ts.TypeAliasDeclaration => (ts.isInterfaceDeclaration(s) || ts.isTypeAliasDeclaration(s)) && s.name.text === name);
    if (described !== undefined && ts.isInterfaceDeclaration(described)) return object(name, described.members, given, depth + 1);
    if (described !== undefined && ts.isTypeAliasDeclaration(described) && ts.isTypeLiteralNode(described.type)) return object(name, described.type.members, given, depth + 1);
    const made = lock(name);
    if (made !== undefined) {
      if (passedObject(module, name, unknownArgument)?.isImported === true) uses.add(name);
      return given.ownsLocks ? made : passedLock(name, given, made);
    }
    return librarySignal(name) ?? instance(name, given, depth) ?? unknownArgument;
  }

  /** What an instance is named by is its own: as if the shared names had all been given. */
  function ownNames(): Given {
    return { counts: new Map([['string', 2]]), ownsLocks: true };
  }

  /** An object whose type is written out: what has a lock is one of two, as each has its own. */
  function object(name: string, members: readonly ts.TypeElement[], given: Given, depth: number): string {
    if (depth > deepestArgument) return unknownArgument;
    if (!members.some(mentionsLock)) return withMembers(members, given, depth);
    return oneOfTwo(name, given, (own) => withMembers(members, own, depth));
  }

  function mentionsLock(node: ts.Node): boolean {
    return (ts.isIdentifier(node) && lock(node.text) !== undefined) || (ts.forEachChild(node, mentionsLock) ?? false);
  }

  /** An object whose members do not matter, but for those whose types do. */
  function withMembers(members: readonly ts.TypeElement[], given: Given, depth: number): string {
    let text = unknownArgument;
    for (const member of members) {
      if (!ts.isPropertySignature(member) || !ts.isIdentifier(member.name)) continue;
      const value = ofType(member.type, given, depth + 1);
      if (value !== unknownArgument) text = `$op('client.with', ${text}, '${member.name.text}', ${value})`;
    }
    return text;
  }

  function list(parameters: readonly ts.ParameterDeclaration[], depth = 0, given: Given = { counts: new Map(), ownsLocks: false }): string {
    return parameters
      .filter((p) => !(ts.isIdentifier(p.name) && p.name.text === 'this'))
      .map((p) => (p.dotDotDotToken === undefined ? ofType(p.type, given, depth) : unknownArgument))
      .join(', ');
  }

  function instancesInReach(): InReach[] {
    const all = [...instances].flatMap(([both, declared]) => [0, 1].map((nth) => ({ text: `${both}[${String(nth)}]`, declared })));
    return all.flatMap(({ text, declared }) => [{ text, own: [] }, ...reachOfFields(declared.module, declared.node, text)]);
  }

  return { list: (parameters) => list(parameters), declarations: () => [...shared.values()], instances: instancesInReach, uses };
}

/** How many of this type were given before. */
function nthOf(type: string, { counts }: Given): number {
  const nth = counts.get(type) ?? 0;
  counts.set(type, nth + 1);
  return nth;
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
