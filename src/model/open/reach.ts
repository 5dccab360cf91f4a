import { isPublic, isStaticMember } from '../lower/classes.ts';
import type { ModuleBuilder } from '../lower/context.ts';
import ts from '../typescript.ts';
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
  const ownOf = (field: string | undefined): string[] => parts.flatMap((part) => ownUses(part.node, field));
  const found = new Map<string, InReach>();
  if (parts[parts.length - 1].node.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) === true) {
    found.set('', { text: 'subject', own: ownOf(undefined) });
    // what the class overrides, the code that it extends calls
    for (const name of parts.flatMap((part) => part.node.members.flatMap(hooks))) found.set(name, { text: `(...given) => subject.${name}(...given)`, own: [] });
  }
  for (const name of parts.flatMap((part) => part.node.members.flatMap(publicFields))) {
    if (!found.has(name)) found.set(name, { text: `subject.${name}`, own: ownOf(name) });
  }
  return [...found.values()];
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

/** The names of the fields that a member declares for others to see; methods are called anyhow. */
function publicFields(member: ts.ClassElement): string[] {
  if (ts.isConstructorDeclaration(member)) return member.parameters.flatMap((p) => (isPublicProperty(p) && ts.isIdentifier(p.name) ? [p.name.text] : []));
  if ((!ts.isPropertyDeclaration(member) && !ts.isGetAccessorDeclaration(member)) || isStaticMember(member) || !isPublic(member) || !ts.isIdentifier(member.name)) return [];
  const held = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
  return held !== undefined && (ts.isFunctionLike(held) || ts.isLiteralExpression(held)) ? [] : [member.name.text];
}

function isPublicProperty(parameter: ts.ParameterDeclaration): boolean {
  const flags = ts.getCombinedModifierFlags(parameter);
  return (flags & (ts.ModifierFlags.Public | ts.ModifierFlags.Readonly)) !== 0 && (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
}

/** The methods that a class calls on one of its fields, or on itself for no field, and the events that it emits there. A field that it calls is itself one. */
function ownUses(node: ts.ClassLikeDeclaration, field: string | undefined): string[] {
  const found: string[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isPropertyAccessExpression(at) && isTarget(at.expression, field)) found.push(at.name.text, ...eventOf(at));
    if (ts.isCallExpression(at) && field !== undefined && isTarget(at.expression, field)) found.push('call');
    ts.forEachChild(at, visit);
  };
  visit(node);
  return [...new Set(found)];
}

function isTarget(node: ts.Expression, field: string | undefined): boolean {
  if (field === undefined) return node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword;
  return ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword && node.name.text === field;
}

/** The event of `….emit('ready')` or `….dispatchEvent(new Event('ready'))`. */
function eventOf({ name, parent }: ts.PropertyAccessExpression): string[] {
  if (!ts.isCallExpression(parent) || !/^(emit|dispatchEvent)$/.test(name.text)) return [];
  const [first] = parent.arguments;
  const text = first !== undefined && ts.isNewExpression(first) ? first.arguments?.[0] : first;
  return text !== undefined && ts.isStringLiteralLike(text) ? [text.text] : [];
}
