import type { Location } from '../location.ts';
import type { Constant, ClassInfo, Handler, Instruction, LibraryExport, Procedure, Slot, Value } from '../ir/ir.ts';
import { findExport, libraries as builtin, type Found } from '../../libraries/index.ts';
import type ts from '../typescript.ts';
import { isModuleScope, type ImportResolution, type Scope, type Scopes, type Variable } from './scope.ts';

/** What all functions of one model are lowered into. */
export interface ProgramBuilder {
  readonly root: string;
  readonly sites: Location[];
  readonly constants: Constant[];
  readonly procedures: (Procedure | undefined)[];
  readonly classes: ClassInfo[];
  readonly libraries: LibraryExport[];
  readonly constantIndex: Map<string, number>;
  readonly libraryIndex: Map<string, number>;
  /** What the source calls the object made at a site. */
  readonly labels: Map<number, string>;
  readonly landmarks: Set<number>;
  readonly mutable: Set<string>;
  /** Name of a derived operation -> its procedure. */
  readonly derived: Map<string, number>;
  opaque(reason: string, node: ts.Node): void;
}

/** One source file being lowered. */
export interface ModuleBuilder {
  readonly program: ProgramBuilder;
  readonly file: ts.SourceFile;
  readonly path: string;
  readonly index: number;
  readonly scopes: Scopes;
  readonly globals: string[];
  readonly hidden: boolean;
  /** The one place that all code of the module is told as, where its own is of no use to a reader. */
  readonly place?: number;
  readonly siteIndex: Map<ts.Node, number>;
  /** Functions and classes that have procedures already. */
  readonly lowered: Map<ts.Node, number>;
  readonly privateNames: Map<ts.ClassLikeDeclaration, number>;
  resolveImport(specifier: string, name: string): ImportResolution | undefined;
  /** The file of the project that a specifier means in a file. */
  sourceOf(specifier: string, from: ts.SourceFile): ts.SourceFile | undefined;
  resolveGlobal(name: string): Found | undefined;
}

/** What is known of a module's source, once it is bound and lowered. */
export type Bound = Pick<ModuleBuilder, 'scopes' | 'siteIndex' | 'lowered' | 'privateNames'>;

export type Label = number;

/** Something between a statement and the code that its `break`, `continue` or `return` goes to. */
export type Control =
  | { readonly kind: 'target'; readonly labels: readonly string[]; readonly breakTo: Label; readonly continueTo: Label | undefined; readonly environment: Slot }
  | { readonly kind: 'iterator'; readonly slot: Slot; readonly async: boolean }
  | { readonly kind: 'finally'; readonly start: Label; readonly completion: Slot; readonly value: Slot; readonly exits: (() => void)[] };

/** Being inside a class's member: how the class is reached (for `super`), and whether the member is static. */
export interface ClassMember {
  readonly load: (ctx: FunctionContext) => Value;
  readonly isStatic: boolean;
}

/** One function being lowered. */
export interface FunctionContext {
  readonly module: ModuleBuilder;
  readonly owner: ts.Node;
  readonly kind: Procedure['kind'];
  readonly code: Instruction[];
  readonly sites: number[];
  readonly handlers: Handler[];
  readonly labels: number[];
  readonly control: Control[];
  /** Scopes that have a run-time environment, innermost first, through all enclosing functions. */
  environments: readonly Scope[];
  slots: number;
  site: number;
  /** Where an optional chain goes when it ends early. */
  chainExit: { readonly label: Label; readonly to: Slot } | undefined;
  readonly member: ClassMember | undefined;
}

export function siteOf(module: ModuleBuilder, node: ts.Node): number {
  const known = module.place ?? module.siteIndex.get(node);
  if (known !== undefined) return known;
  const start = module.file.getLineAndCharacterOfPosition(node.getStart(module.file));
  const end = module.file.getLineAndCharacterOfPosition(node.end);
  const index = module.program.sites.push({ file: module.path, line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 }) - 1;
  module.siteIndex.set(node, index);
  return index;
}

export function constantOperand(program: ProgramBuilder, constant: Constant): Value {
  const key = constant.kind === 'literal' ? `${typeof constant.value}:${Object.is(constant.value, -0) ? '-0' : String(constant.value)}` : JSON.stringify(constant);
  let index = program.constantIndex.get(key);
  if (index === undefined) {
    index = program.constants.push(constant) - 1;
    program.constantIndex.set(key, index);
  }
  return -1 - index;
}

export function literal(ctx: FunctionContext, value: string | number | boolean | null | undefined): Value {
  return constantOperand(ctx.module.program, { kind: 'literal', value });
}

/** The operand of a library's export; its handle classes are given indices as well. */
export function libraryOperand(program: ProgramBuilder, found: Found): Value {
  return constantOperand(program, { kind: 'library', index: addLibrary(program, found) });
}

/** The index of a library's export, which is added where it is new, with what it gives and makes. */
export function addLibrary(program: Pick<ProgramBuilder, 'libraries' | 'libraryIndex'>, { library, name, meaning }: Found): number {
  const key = `${library.modules[0] ?? ''}#${name}`;
  const known = program.libraryIndex.get(key);
  if (known !== undefined) return known;
  const handles: Record<string, number> = {};
  const index = program.libraries.push({ library: library.modules[0] ?? '', name, meaning, handles }) - 1;
  program.libraryIndex.set(key, index);
  if (meaning.kind === 'class') {
    for (const member of [...Object.values(meaning.members), ...Object.values(meaning.statics ?? {})]) {
      const handle = member.handle;
      const target = handle === undefined ? undefined : library.exports[handle];
      if (handle !== undefined && target !== undefined) handles[handle] = addLibrary(program, { library, name: handle, meaning: target });
    }
  }
  for (const made of meaning.makes ?? []) {
    const [specifier, exported] = made.split('#');
    const target = findExport([library, ...builtin], specifier, exported);
    if (target !== undefined) addLibrary(program, target);
  }
  return index;
}

export function emit(ctx: FunctionContext, instruction: Instruction, node?: ts.Node): void {
  ctx.code.push(instruction);
  ctx.sites.push(node === undefined ? ctx.site : siteOf(ctx.module, node));
}

export function newSlot(ctx: FunctionContext): Slot {
  return ctx.slots++;
}

export function newLabel(ctx: FunctionContext): Label {
  return ctx.labels.push(-1) - 1;
}

export function mark(ctx: FunctionContext, label: Label): void {
  ctx.labels[label] = ctx.code.length;
}

export function jump(ctx: FunctionContext, target: Label): void {
  emit(ctx, { op: 'jump', target });
}

export function branch(ctx: FunctionContext, a: Value, yes: Label, no: Label, node?: ts.Node): void {
  emit(ctx, { op: 'branch', a, test: 'truthy', yes, no }, node);
}

export function branchNullish(ctx: FunctionContext, a: Value, yes: Label, no: Label): void {
  emit(ctx, { op: 'branch', a, test: 'nullish', yes, no });
}

/** Instructions with labels replaced by positions. */
export function finishCode(ctx: FunctionContext): Instruction[] {
  const place = (label: Label): number => ctx.labels[label];
  return ctx.code.map((instruction) => {
    if (instruction.op === 'jump') return { ...instruction, target: place(instruction.target) };
    if (instruction.op === 'branch') return { ...instruction, yes: place(instruction.yes), no: place(instruction.no) };
    return instruction;
  });
}

/** How a variable is reached from this function. */
type Access =
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'environment'; readonly depth: number; readonly index: number }
  | { readonly kind: 'global'; readonly module: number; readonly index: number }
  /** Not at all: it is used outside of its scope (`for (const a of list.filter(() => a))`), which throws before anything else happens. */
  | { readonly kind: 'none' };

/** Whether a scope's captured variables need an environment at run time (a file's are globals instead). */
export function needsEnvironment(scope: Scope): boolean {
  if (isModuleScope(scope)) return false;
  for (const variable of scope.variables.values()) if (isInEnvironment(variable)) return true;
  return false;
}

function isInEnvironment(variable: Variable): boolean {
  return variable.captured && variable.imported === undefined && !isModuleScope(variable.scope);
}

/** The place of a top-level variable among its module's globals. */
export function globalIndex(module: ModuleBuilder, variable: Variable): number {
  if (variable.index < 0) variable.index = module.globals.push(variable.name) - 1;
  return variable.index;
}

function accessOf(ctx: FunctionContext, variable: Variable): Access {
  if (isModuleScope(variable.scope)) {
    return { kind: 'global', module: ctx.module.index, index: globalIndex(ctx.module, variable) };
  }
  if (!variable.captured) {
    if (variable.index < 0) variable.index = newSlot(ctx);
    return { kind: 'slot', slot: variable.index };
  }
  const depth = ctx.environments.indexOf(variable.scope);
  return depth < 0 ? { kind: 'none' } : { kind: 'environment', depth, index: variable.index };
}

/** Gives the captured variables of a scope their places; returns how many there are. */
function placeCaptured(scope: Scope): number {
  let size = 0;
  for (const variable of scope.variables.values()) if (isInEnvironment(variable)) variable.index = size++;
  return size;
}

/** Runs `body` inside the scope's environment, if it needs one; the environment is left again at the end of `body`. */
export function inScope(ctx: FunctionContext, scope: Scope | undefined, body: () => void): void {
  if (scope === undefined || !needsEnvironment(scope)) {
    body();
    return;
  }
  const outer = ctx.environments;
  const saved = newSlot(ctx);
  emit(ctx, { op: 'saveEnv', to: saved });
  emit(ctx, { op: 'pushEnv', size: placeCaptured(scope) });
  ctx.environments = [scope, ...outer];
  body();
  ctx.environments = outer;
  emit(ctx, { op: 'restoreEnv', a: saved });
}

export function readVariable(ctx: FunctionContext, variable: Variable): Value {
  const access = accessOf(ctx, variable);
  if (access.kind === 'slot') return access.slot;
  if (access.kind === 'none') return constantOperand(ctx.module.program, { kind: 'unknown' });
  const to = newSlot(ctx);
  const constant = !variable.reassigned;
  if (access.kind === 'global') emit(ctx, { op: 'loadGlobal', to, module: access.module, index: access.index, constant });
  else emit(ctx, { op: 'loadEnv', to, depth: access.depth, index: access.index, constant });
  return to;
}

export function writeVariable(ctx: FunctionContext, variable: Variable, a: Value): void {
  const access = accessOf(ctx, variable);
  if (access.kind === 'slot') {
    if (access.slot !== a) emit(ctx, { op: 'move', to: access.slot, a });
  } else if (access.kind === 'global') emit(ctx, { op: 'storeGlobal', module: access.module, index: access.index, a });
  else if (access.kind === 'environment') emit(ctx, { op: 'storeEnv', depth: access.depth, index: access.index, a });
}

/** A fresh slot that holds `a` and that no assignment in the source can change. */
export function copy(ctx: FunctionContext, a: Value): Slot {
  const to = newSlot(ctx);
  emit(ctx, { op: 'move', to, a });
  return to;
}

/** Waits for `a`. In code that is not asynchronous `await` is an error, but one that the parser lets pass. */
export function awaited(ctx: FunctionContext, a: Value, node?: ts.Node): Slot {
  if (!ctx.kind.startsWith('async')) return opaque(ctx, 'await outside of an async function is not modelled', node ?? ctx.owner);
  const to = newSlot(ctx);
  emit(ctx, { op: 'await', to, a }, node);
  return to;
}

export function opaque(ctx: FunctionContext, reason: string, node: ts.Node): Slot {
  const to = newSlot(ctx);
  emit(ctx, { op: 'opaque', to, reason }, node);
  ctx.module.program.opaque(reason, node);
  return to;
}
