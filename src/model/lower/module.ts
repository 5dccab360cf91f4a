import { findExport, findGlobal, type Library } from '../../libraries/index.ts';
import ts from '../typescript.ts';
import { constantOperand, emit, literal, newSlot, writeVariable, type Bound, type FunctionContext, type ModuleBuilder, type ProgramBuilder } from './context.ts';
import { runs, type Elision } from './elided.ts';
import { finishProcedure, newContext } from './functions.ts';
import { requiresIn, wholeExport } from './commonjs.ts';
import { bindScopes, commonExports, type Imported, type ImportResolution, type Variable } from './scope.ts';
import { isStandIn } from '../stand-ins.ts';
import { lowerStatements } from './statements.ts';

/** Finds the source file that a specifier means, if it is one of the project's. */
export type ResolveFile = (specifier: string, from: ts.SourceFile) => ts.SourceFile | undefined;

/** The modules of one model, lowered as they are reached. */
export interface Modules {
  readonly program: ProgramBuilder;
  readonly libraries: readonly Library[];
  readonly resolveFile: ResolveFile;
  readonly elision: Elision;
  /** A file's path as results show it. */
  readonly display: (fileName: string) => string;
  readonly builders: ModuleBuilder[];
  readonly byFile: Map<ts.SourceFile, ModuleBuilder>;
}

/** The module of a file; `known` is what is known of it already. */
export function moduleOf(modules: Modules, file: ts.SourceFile, hidden = isStandIn(file), known?: Bound): ModuleBuilder {
  const made = modules.byFile.get(file);
  if (made !== undefined) return made;
  return newModule(modules, file, {
    ...known,
    path: hidden ? 'prelude' : modules.display(file.fileName),
    hidden,
    resolveImport: (specifier, name) => resolveImport(modules, file, specifier, name, 0),
  });
}

/** A module of our own that uses other modules' top-level names, exported or not: what its imports mean is looked up by `sources`. */
export function harnessModule(modules: Modules, file: ts.SourceFile, place: number, sources: Readonly<Record<string, ModuleBuilder>>): ModuleBuilder {
  const resolve = (specifier: string, name: string): ImportResolution | undefined => {
    const source = sources[specifier];
    const variable = variableOf(source, name);
    const type = variable === undefined ? typeImport(source.file, name) : undefined;
    if (variable === undefined) return type === undefined ? undefined : source.resolveImport(type.specifier, type.name);
    return variable.imported === undefined ? { kind: 'variable', variable, module: source } : source.resolveImport(variable.imported.specifier, variable.imported.name);
  };
  return newModule(modules, file, { path: 'client', hidden: true, place, resolveImport: resolve });
}

/** Where a name comes from that a file imports as a type only. */
export function typeImport(file: ts.SourceFile, name: string): Imported | undefined {
  for (const statement of file.statements) {
    const clause = ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier) ? statement.importClause : undefined;
    if (clause === undefined || !ts.isImportDeclaration(statement)) continue;
    const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
    const isWhole = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
    if (isWhole && clause.name?.text === name) return { specifier, name: 'default' };
    if (clause.namedBindings === undefined || !ts.isNamedImports(clause.namedBindings)) continue;
    const element = clause.namedBindings.elements.find((one) => one.name.text === name && (isWhole || one.isTypeOnly));
    if (element !== undefined) return { specifier, name: (element.propertyName ?? element.name).text };
  }
  return undefined;
}

/** The variable that a name means at the top of a file; `Namespace.name` is in a namespace. */
export function variableOf({ scopes, file }: ModuleBuilder, name: string): Variable | undefined {
  const top = scopes.of.get(file)?.variables;
  const [first, ...rest] = name.split('.');
  return top?.get(name) ?? rest.reduce((at, part) => at?.members?.variables.get(part), top?.get(first));
}

function newModule(modules: Modules, file: ts.SourceFile, given: Pick<ModuleBuilder, 'path' | 'hidden' | 'place' | 'resolveImport'> & Partial<Bound>): ModuleBuilder {
  const builder: ModuleBuilder = {
    program: modules.program,
    file,
    index: modules.builders.length,
    scopes: given.scopes ?? bindScopes(file),
    globals: [],
    siteIndex: new Map(),
    lowered: new Map(),
    privateNames: new Map(),
    ...given,
    sourceOf: modules.resolveFile,
    resolveGlobal: (name) => findGlobal(modules.libraries, name),
  };
  modules.builders.push(builder);
  modules.byFile.set(file, builder);
  return builder;
}

/** Follows an import to a library's export or a project's variable, through re-exports. */
function resolveImport(modules: Modules, from: ts.SourceFile, specifier: string, name: string, depth: number): ImportResolution | undefined {
  if (depth > 16) return undefined;
  const found = findExport(modules.libraries, specifier, name);
  if (found !== undefined && !(found.meaning.kind === 'class' && found.meaning.standsIn === true)) return { kind: 'library', found };
  const file = modules.resolveFile(specifier, from);
  if (file === undefined) return undefined;
  const target = moduleOf(modules, file);
  // what a CommonJS module exports is one value, which is also its default export
  const exported = target.scopes.exports.get(name) ?? (name === 'default' ? target.scopes.exports.get(wholeExport) : undefined);
  if (exported === undefined && name === wholeExport) return isStandIn(file) ? undefined : { kind: 'namespace', module: target.index };
  if (exported !== undefined) {
    if (exported.kind === 'from') return resolveImport(modules, file, exported.specifier, exported.name, depth + 1);
    const { variable } = exported;
    if (variable.imported !== undefined) return resolveImport(modules, file, variable.imported.specifier, variable.imported.name, depth + 1);
    return { kind: 'variable', variable, module: target };
  }
  for (const all of target.scopes.exportAll) {
    const through = resolveImport(modules, file, all, name, depth + 1);
    if (through !== undefined) return through;
  }
  return undefined;
}

/** The files that are run where a file is, as it imports them (or re-exports from them), in order; `root` is the file that code outside calls. */
export function importedFiles(modules: Modules, file: ts.SourceFile, root: ts.SourceFile): ts.SourceFile[] {
  const fileOf = (specifier: string): ts.SourceFile | undefined => modules.resolveFile(specifier, file);
  const isRun = (statement: ts.Statement, specifier: string): boolean => !(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) || runs(statement, modules.elision, () => fileOf(specifier), file === root);
  const imported = file.statements.flatMap((statement) => {
    const specifier = specifierOf(statement);
    return specifier !== undefined && isRun(statement, specifier) ? fileOf(specifier) ?? [] : [];
  });
  return [...imported, ...requiresIn(file).flatMap((specifier) => fileOf(specifier) ?? [])];
}

/** What a file imports, re-exports from or requires, types aside. */
export function specifiersOf(file: ts.SourceFile): string[] {
  return [...file.statements.flatMap((statement) => specifierOf(statement) ?? []), ...requiresIn(file)];
}

function specifierOf(statement: ts.Statement): string | undefined {
  const isForValues = (ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword) || (ts.isExportDeclaration(statement) && !statement.isTypeOnly);
  const specifier = isForValues ? statement.moduleSpecifier : ts.isImportEqualsDeclaration(statement) && !statement.isTypeOnly && ts.isExternalModuleReference(statement.moduleReference) ? statement.moduleReference.expression : undefined;
  return specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : undefined;
}

/** The procedure that runs a module's top-level code. */
export function lowerModule(module: ModuleBuilder): number {
  const { program, file } = module;
  const index = program.procedures.push(undefined) - 1;
  const ctx = newContext(module, file, 'async', [], undefined);
  const whole = module.scopes.of.get(file)?.variables.get(commonExports);
  if (whole !== undefined) {
    const to = newSlot(ctx);
    emit(ctx, { op: 'object', to, keys: [], values: [] });
    writeVariable(ctx, whole, to);
  }
  lowerStatements(ctx, file.statements);
  emit(ctx, { op: 'return', a: literal(ctx, undefined) });
  program.procedures[index] = finishProcedure(ctx, { name: 'module', node: file, parameters: 0, rest: false, parameterNames: [], arrow: false });
  return index;
}

/** Lowers the prelude's functions and notes which operation each one says. */
export function lowerPrelude(module: ModuleBuilder, lower: (node: ts.FunctionDeclaration) => number): void {
  for (const statement of module.file.statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
    module.program.derived.set(statement.name.text.replace('$', '.'), lower(statement));
  }
}

/** A hidden procedure that runs modules in order and then calls what the entry calls. */
export function lowerEntry(module: ModuleBuilder, inits: readonly number[], call: ((ctx: FunctionContext) => void) | undefined, node: ts.Node): number {
  const { program } = module;
  const index = program.procedures.push(undefined) - 1;
  const ctx = newContext(module, node, 'async', [], undefined);
  for (const init of inits) {
    const result = newSlot(ctx);
    emit(ctx, { op: 'call', to: result, callee: constantOperand(program, { kind: 'function', procedure: init }), self: literal(ctx, undefined), args: [], spread: false }, node);
    // only a module that awaits at its top level keeps its importers waiting
    if (program.procedures[init]?.code.some((i) => i.op === 'await') === true) emit(ctx, { op: 'await', to: newSlot(ctx), a: result }, node);
  }
  call?.(ctx);
  emit(ctx, { op: 'return', a: literal(ctx, undefined) });
  program.procedures[index] = { ...finishProcedure(ctx, { name: 'entry', node, parameters: 0, rest: false, parameterNames: [], arrow: false }), hidden: true };
  return index;
}
