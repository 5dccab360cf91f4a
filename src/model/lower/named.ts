import ts from '../typescript.ts';
import { exportedName, requiredBy, wholeExport } from './commonjs.ts';
import type { Value } from '../ir/ir.ts';
import { emit, literal, newSlot, readVariable, writeVariable, type FunctionContext } from './context.ts';
import { lackOf } from '../stand-ins.ts';
import { isOwnVariable, type Imported, type ImportResolution, type Variable } from './scope.ts';

type FoundVariable = Extract<ImportResolution, { kind: 'variable' }>;

/** What an expression names that is a module's: `ns.name` of a namespace or an import of one, `require('…')`, `exports.name`. */
export function namedByModule(ctx: FunctionContext, node: ts.Expression): ImportResolution | 'unknown' | undefined {
  return requiredName(ctx, node) ?? ownExport(ctx, node) ?? importedMember(ctx, node) ?? namespaceVariable(ctx, node);
}

/** What a variable that is imported means. A namespace that is used as a value is the default export, as it is for modules that export one thing only. */
export function resolveImported(ctx: FunctionContext, { specifier, name }: Imported): ImportResolution | undefined {
  const found = ctx.module.resolveImport(specifier, name);
  return found === undefined && name === wholeExport ? ctx.module.resolveImport(specifier, 'default') : found;
}

function requiredName(ctx: FunctionContext, node: ts.Expression): ImportResolution | 'unknown' | undefined {
  const required = requiredBy(node);
  if (required === undefined) return undefined;
  return required.name === wholeExport ? resolveImported(ctx, required) ?? 'unknown' : memberOf(ctx, required.specifier, required.name);
}

function ownExport(ctx: FunctionContext, node: ts.Expression): ImportResolution | 'unknown' | undefined {
  const { exports, references } = ctx.module.scopes;
  const exported = exports.get(exportedName(node, references) ?? '');
  if (exported === undefined) return undefined;
  const from = exported.kind === 'from' ? exported : exported.variable.imported;
  if (from !== undefined) return resolveImported(ctx, from) ?? 'unknown';
  return exported.kind === 'local' ? { kind: 'variable', variable: exported.variable, module: ctx.module } : undefined;
}

function importedMember(ctx: FunctionContext, node: ts.Expression): ImportResolution | 'unknown' | undefined {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const imported = ctx.module.scopes.references.get(node.expression)?.imported;
  if (imported?.name === 'default' && ctx.module.resolveImport(imported.specifier, 'default') === undefined) {
    // the default export of a described module that has none of its own is its namespace, as Node's modules have it
    const found = ctx.module.resolveImport(imported.specifier, node.name.text);
    return found?.kind === 'library' ? found : undefined;
  }
  return imported?.name === wholeExport ? memberOf(ctx, imported.specifier, node.name.text) : undefined;
}

/** The variable in a namespace that `Namespace.name` means. */
export function namespaceVariable(ctx: FunctionContext, node: ts.Expression): FoundVariable | undefined {
  const owner = ts.isPropertyAccessExpression(node) ? variableNamed(ctx, node.expression) : undefined;
  const members = owner?.variable.members;
  if (owner === undefined || members === undefined || !ts.isPropertyAccessExpression(node) || members.exported?.has(node.name.text) !== true) return undefined;
  const variable = members.variables.get(node.name.text);
  return variable === undefined ? undefined : { kind: 'variable', variable, module: owner.module };
}

function variableNamed(ctx: FunctionContext, node: ts.Expression): FoundVariable | undefined {
  const variable = ts.isIdentifier(node) ? ctx.module.scopes.references.get(node) : undefined;
  if (variable !== undefined && variable.imported === undefined) return { kind: 'variable', variable, module: ctx.module };
  const found = variable?.imported === undefined ? namedByModule(ctx, node) : resolveImported(ctx, variable.imported);
  return found !== undefined && found !== 'unknown' && found.kind === 'variable' ? found : undefined;
}

/** A member of all that a module exports; undefined where it is a property of a value that is known. */
function memberOf(ctx: FunctionContext, specifier: string, name: string): ImportResolution | 'unknown' | undefined {
  return ctx.module.resolveImport(specifier, name) ?? (resolveImported(ctx, { specifier, name: wholeExport }) === undefined ? 'unknown' : undefined);
}

/** Why a member of an imported object is not known, where the description of its library lacks it. */
export function lackingMember(ctx: FunctionContext, node: ts.Expression): string | undefined {
  if (ctx.module.hidden || !ts.isPropertyAccessExpression(node)) return undefined;
  const imported = ts.isIdentifier(node.expression) ? ctx.module.scopes.references.get(node.expression)?.imported : undefined;
  const owner = imported === undefined ? namedByModule(ctx, node.expression) : resolveImported(ctx, imported);
  return typeof owner === 'object' && owner.kind === 'variable' ? lackOf(owner.module.file, owner.variable.name, node.name.text) : undefined;
}

/** Assigns to `module.exports`, or to a member of it; what is a variable's anyway is exported by that variable. */
export function writeExport(ctx: FunctionContext, name: string, value: Value): void {
  const { exports } = ctx.module.scopes;
  const ownOf = (exported: string): Variable | undefined => {
    const found = exports.get(exported);
    return found?.kind === 'local' && isOwnVariable(found.variable.name) ? found.variable : undefined;
  };
  const variable = ownOf(name);
  if (variable !== undefined) writeVariable(ctx, variable, value);
  const whole = ownOf(wholeExport);
  if (whole === undefined) return;
  if (name !== wholeExport) {
    emit(ctx, { op: 'set', object: readVariable(ctx, whole), key: literal(ctx, name), a: value });
    return;
  }
  for (const member of exports.keys()) {
    const own = member === wholeExport ? undefined : ownOf(member);
    if (own === undefined) continue;
    const to = newSlot(ctx);
    emit(ctx, { op: 'get', to, object: value, key: literal(ctx, member) });
    writeVariable(ctx, own, to);
  }
}
