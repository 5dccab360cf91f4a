import { isPublic, isStaticMember } from '../lower/classes.ts';
import type { ModuleBuilder } from '../lower/context.ts';
import ts from '../typescript.ts';
import { symbolNamed } from '../lower/symbols.ts';
import { importedName, offeredBy, withParents } from './exports.ts';

/**
 * What code outside of a program comes to without calling a method: an emitter that it is handed as an object of the
 * class, what is in public fields, constants that the file exports. Such code may emit events there, send, settle,
 * abort; only the class itself does what its own code does to it.
 */

/** Something in the reach of code outside, as source text, and the events and methods of it that the class itself sees to. */
export interface InReach {
  readonly text: string;
  readonly own: readonly string[];
}

/** JavaScript text of a function that gives what is in reach; undefined where nothing is. */
export function reachText(inReach: readonly InReach[]): string | undefined {
  return inReach.length === 0 ? undefined : `() => [${inReach.map(({ text, own }) => `[${text}, ${JSON.stringify(own)}]`).join(', ')}]`;
}

/** What is in reach of who has an object of a class, under the name `subject`. */
export function reachOfClass(module: ModuleBuilder, node: ts.ClassLikeDeclaration): InReach[] {
  const parts = withParents(module, node);
  const found: InReach[] = [];
  if (parts[parts.length - 1].node.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) === true) {
    found.push({ text: 'subject', own: parts.flatMap((part) => ownUses(part.node, isItself)) });
    // what the class overrides, the code that it extends calls
    const names = new Set(parts.flatMap((part) => part.node.members.flatMap(hooks)));
    for (const name of names) found.push({ text: `(...given) => subject.${name}(...given)`, own: [] });
  }
  return [...found, ...reachOfFields(module, node, 'subject')];
}

/** What is in reach of who has an object of a class under some name, in its fields. */
export function reachOfFields(module: ModuleBuilder, node: ts.ClassLikeDeclaration, name: string): InReach[] {
  const parts = withParents(module, node);
  const fields = new Map(parts.flatMap((part) => part.node.members.flatMap((member) => fieldsInReach(part.module, member))).map((field) => [field.key, field]));
  return [...fields.values()].map(({ key, isField }) => ({ text: `${name}[${JSON.stringify(key)}]`, own: parts.flatMap((part) => ownUses(part.node, isField)) }));
}

/** What is in reach of who imports a file: its constants that hold something made, which any code may use. */
export function reachOfModule(module: ModuleBuilder): { readonly names: readonly string[]; readonly inReach: readonly InReach[] } {
  const names = offeredBy(module).flatMap(({ kind, name, node }) => (kind === 'value' && !ts.isObjectLiteralExpression(node) ? [name] : []));
  return { names, inReach: names.map((name) => ({ text: importedName(name), own: [] })) };
}

/** The name of a method that is neither for everybody nor for the class alone. */
function hooks(member: ts.ClassElement): string[] {
  if (!ts.isMethodDeclaration(member) || member.body === undefined || isStaticMember(member) || isPublic(member) || !ts.isIdentifier(member.name)) return [];
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) === 0 ? [member.name.text] : [];
}

interface Field {
  /** The key of the property in the model. */
  readonly key: string;
  /** Whether an expression of the class means the field. */
  readonly isField: (node: ts.Expression) => boolean;
}

/** The fields that a member declares for others to see; methods are called anyhow. */
function fieldsInReach(module: ModuleBuilder, member: ts.ClassElement): Field[] {
  if (ts.isConstructorDeclaration(member)) return member.parameters.flatMap((p) => (isPublicProperty(p) && ts.isIdentifier(p.name) ? [namedField(p.name.text)] : []));
  if ((!ts.isPropertyDeclaration(member) && !ts.isGetAccessorDeclaration(member)) || isStaticMember(member)) return [];
  const held = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
  if (held !== undefined && (ts.isFunctionLike(held) || ts.isLiteralExpression(held))) return [];
  if (ts.isComputedPropertyName(member.name)) return symbolField(module, member.name.expression);
  return isPublic(member) && ts.isIdentifier(member.name) ? [namedField(member.name.text)] : [];
}

function namedField(key: string): Field {
  return { key, isField: (node) => ts.isPropertyAccessExpression(node) && isItself(node.expression) && node.name.text === key };
}

/** A field under a symbol that the file exports, or has from another one: whoever has the symbol comes to it, private or not. */
function symbolField(module: ModuleBuilder, name: ts.Expression): Field[] {
  if (!ts.isIdentifier(name) || !isShared(module, name)) return [];
  const key = symbolNamed(module, name);
  if (key === undefined) return [];
  return [{ key, isField: (node) => ts.isElementAccessExpression(node) && isItself(node.expression) && ts.isIdentifier(node.argumentExpression) && node.argumentExpression.text === name.text }];
}

function isShared({ scopes }: ModuleBuilder, name: ts.Identifier): boolean {
  const variable = scopes.references.get(name);
  return variable?.imported !== undefined || [...scopes.exports.values()].some((found) => found.kind === 'local' && found.variable === variable);
}

function isPublicProperty(parameter: ts.ParameterDeclaration): boolean {
  const flags = ts.getCombinedModifierFlags(parameter);
  return (flags & (ts.ModifierFlags.Public | ts.ModifierFlags.Readonly)) !== 0 && (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
}

/** The methods that a class calls on one of its fields, or on itself, and the events that it emits there. A field that it calls is itself one. */
function ownUses(node: ts.ClassLikeDeclaration, isTarget: (node: ts.Expression) => boolean): string[] {
  const found: string[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isPropertyAccessExpression(at) && isTarget(at.expression)) found.push(at.name.text, ...eventOf(at));
    if (ts.isCallExpression(at) && isTarget(at.expression)) found.push('call');
    ts.forEachChild(at, visit);
  };
  visit(node);
  return [...new Set(found)];
}

function isItself({ kind }: ts.Node): boolean {
  return kind === ts.SyntaxKind.ThisKeyword || kind === ts.SyntaxKind.SuperKeyword;
}

/** The event of `….emit('ready')` or `….dispatchEvent(new Event('ready'))`. */
function eventOf({ name, parent }: ts.PropertyAccessExpression): string[] {
  if (!ts.isCallExpression(parent) || !/^(emit|dispatchEvent)$/.test(name.text)) return [];
  const [first] = parent.arguments;
  const text = first !== undefined && ts.isNewExpression(first) ? first.arguments?.[0] : first;
  return text !== undefined && ts.isStringLiteralLike(text) ? [text.text] : [];
}
