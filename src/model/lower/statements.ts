import { requiredModule } from './commonjs.ts';
import { isAmbient, isModuleScope, isNamespace } from './scope.ts';
import ts from '../typescript.ts';
import type { Slot, Value } from '../ir/ir.ts';
import {
  awaited, branch, copy, emit, inScope, jump, literal, mark, needsEnvironment, newLabel, newSlot, opaque, siteOf, writeVariable, type FunctionContext, type Label,
} from './context.ts';
import { lowerClass } from './classes.ts';
import { closeIterator, leave, rethrowAfter, withFinally } from './completion.ts';
import { lowerEnum } from './enums.ts';
import { binary, lowerExpression, lowerVariable, nextResult } from './expressions.ts';
import { lowerFunctionValue } from './functions.ts';
import { assignTarget, bindPattern } from './patterns.ts';

/** A block's statements: function declarations first, as they are hoisted. */
export function lowerStatements(ctx: FunctionContext, statements: readonly ts.Statement[]): void {
  for (const statement of statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.body === undefined) continue;
    const variable = statement.name === undefined ? undefined : ctx.module.scopes.references.get(statement.name);
    // top-level functions are constants, unless something assigns to their name or gives them properties
    if (variable !== undefined && (!isModuleScope(variable.scope) || variable.reassigned || variable.extended)) writeVariable(ctx, variable, lowerFunctionValue(ctx, statement));
  }
  for (const [i, statement] of statements.entries()) {
    if (ts.isVariableStatement(statement) && isUsing(statement)) {
      lowerUsing(ctx, statement, statements.slice(i + 1));
      return;
    }
    lowerStatement(ctx, statement);
  }
}

function isUsing(statement: ts.VariableStatement): boolean {
  // `using` and `await using` are the combinations of flags that hold the bit of `using`
  return (statement.declarationList.flags & ts.NodeFlags.Using) !== 0;
}

function lowerStatement(ctx: FunctionContext, node: ts.Statement, labels: readonly string[] = []): void {
  const outer = ctx.site;
  ctx.site = siteOf(ctx.module, node);
  lower(ctx, node, labels);
  ctx.site = outer;
}

function lower(ctx: FunctionContext, node: ts.Statement, labels: readonly string[]): void {
  if (ts.isExpressionStatement(node)) lowerExpression(ctx, node.expression);
  else if (ts.isVariableStatement(node)) lowerDeclarations(ctx, node.declarationList);
  else if (ts.isBlock(node)) lowerBlock(ctx, node);
  else if (ts.isIfStatement(node)) lowerIf(ctx, node);
  else if (ts.isReturnStatement(node)) lowerReturn(ctx, node);
  else if (ts.isThrowStatement(node)) emit(ctx, { op: 'throw', a: lowerExpression(ctx, node.expression) }, node);
  else if (ts.isForStatement(node)) lowerFor(ctx, node, labels);
  else if (ts.isForOfStatement(node)) lowerForOf(ctx, node, labels);
  else if (ts.isForInStatement(node)) lowerForIn(ctx, node, labels);
  else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) lowerWhile(ctx, node, labels);
  else if (ts.isSwitchStatement(node)) lowerSwitch(ctx, node, labels);
  else if (ts.isTryStatement(node)) lowerTry(ctx, node);
  else if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) lowerLeave(ctx, node);
  else if (ts.isLabeledStatement(node)) lowerLabeled(ctx, node, labels);
  else if (ts.isClassDeclaration(node)) lowerClassDeclaration(ctx, node);
  else if (ts.isEnumDeclaration(node)) lowerEnum(ctx, node);
  else if (ts.isExportAssignment(node)) lowerDefaultExport(ctx, node);
  else if (isNamespace(node)) lowerNamespace(ctx, node);
  else if (ts.isWithStatement(node)) opaque(ctx, 'with statements are not modelled', node);
}

function lowerClassDeclaration(ctx: FunctionContext, node: ts.ClassDeclaration): void {
  if ((ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0) return;
  const value = lowerClass(ctx, node);
  if (node.name === undefined) storeDefault(ctx, value);
}

/** A namespace is its statements, and an object of what it exports for who uses it as a value; `Namespace.name` is the variable itself. */
function lowerNamespace(ctx: FunctionContext, { name, body, parent }: ts.NamespaceDeclaration): void {
  if (ts.isModuleBlock(body)) lowerStatements(ctx, body.statements);
  else if (isNamespace(body)) lowerNamespace(ctx, body);
  const scope = ctx.module.scopes.of.get(body);
  const variable = scope?.parent?.variables.get(name.text);
  const isMerged = ts.isSourceFile(parent) || ts.isModuleBlock(parent) ? parent.statements.some((s) => (ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s) || ts.isEnumDeclaration(s)) && s.name?.text === name.text) : false;
  if (scope === undefined || variable === undefined || isMerged) return;
  const keys = [...scope.exported ?? []];
  const values = keys.map((key) => {
    const member = scope.variables.get(key);
    return member === undefined ? literal(ctx, undefined) : lowerVariable(ctx, member);
  });
  const to = newSlot(ctx);
  emit(ctx, { op: 'object', to, keys, values });
  writeVariable(ctx, variable, to);
}

function lowerDefaultExport(ctx: FunctionContext, node: ts.ExportAssignment): void {
  storeDefault(ctx, lowerExpression(ctx, node.expression));
}

function storeDefault(ctx: FunctionContext, value: Value): void {
  const exported = ctx.module.scopes.exports.get('default');
  if (exported?.kind === 'local') writeVariable(ctx, exported.variable, value);
}

function lowerDeclarations(ctx: FunctionContext, list: ts.VariableDeclarationList): void {
  if (isAmbient(list.declarations[0])) return;
  for (const declaration of list.declarations) {
    if (requiredModule(declaration) !== undefined) continue;
    if (declaration.initializer === undefined) {
      const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
      if (!isVar && ts.isIdentifier(declaration.name)) bindPattern(ctx, declaration.name, literal(ctx, undefined));
      continue;
    }
    const value = lowerExpression(ctx, declaration.initializer);
    const outer = ctx.site;
    ctx.site = siteOf(ctx.module, declaration);
    bindPattern(ctx, declaration.name, value);
    ctx.site = outer;
  }
}

function lowerBlock(ctx: FunctionContext, node: ts.Block): void {
  inScope(ctx, ctx.module.scopes.of.get(node), () => { lowerStatements(ctx, node.statements); });
}

function lowerIf(ctx: FunctionContext, node: ts.IfStatement): void {
  const yes = newLabel(ctx);
  const no = newLabel(ctx);
  const end = newLabel(ctx);
  branch(ctx, lowerExpression(ctx, node.expression), yes, no, node.expression);
  mark(ctx, yes);
  lowerStatement(ctx, node.thenStatement);
  jump(ctx, end);
  mark(ctx, no);
  if (node.elseStatement !== undefined) lowerStatement(ctx, node.elseStatement);
  mark(ctx, end);
}

function lowerReturn(ctx: FunctionContext, node: ts.ReturnStatement): void {
  let value = node.expression === undefined ? literal(ctx, undefined) : lowerExpression(ctx, node.expression);
  if (ctx.control.some((c) => c.kind !== 'target') && value >= 0) value = copy(ctx, value);
  leave(ctx, 0, () => { emit(ctx, { op: 'return', a: value }, node); });
}

function lowerLeave(ctx: FunctionContext, node: ts.BreakOrContinueStatement): void {
  const isBreak = ts.isBreakStatement(node);
  for (let i = ctx.control.length - 1; i >= 0; i--) {
    const control = ctx.control[i];
    if (control.kind !== 'target') continue;
    const matches = node.label !== undefined ? control.labels.includes(node.label.text) : (isBreak ? !control.labels.includes('*block') : control.continueTo !== undefined);
    if (!matches) continue;
    // continue stays inside the loop's own iterator, break leaves it
    const depth = isBreak ? i + 1 : i + 1 + (ctx.control[i + 1]?.kind === 'iterator' ? 1 : 0);
    leave(ctx, depth, () => {
      emit(ctx, { op: 'restoreEnv', a: control.environment });
      jump(ctx, isBreak ? control.breakTo : control.continueTo ?? control.breakTo);
    });
    return;
  }
}

function lowerLabeled(ctx: FunctionContext, node: ts.LabeledStatement, labels: readonly string[]): void {
  const all = [...labels, node.label.text];
  if (ts.isIterationStatement(node.statement, false) || ts.isLabeledStatement(node.statement) || ts.isSwitchStatement(node.statement)) {
    lowerStatement(ctx, node.statement, all);
    return;
  }
  const end = newLabel(ctx);
  withTarget(ctx, { labels: [...all, '*block'], breakTo: end, continueTo: undefined }, () => { lowerStatement(ctx, node.statement); });
  mark(ctx, end);
}

function withTarget(ctx: FunctionContext, target: { readonly labels: readonly string[]; readonly breakTo: Label; readonly continueTo: Label | undefined }, body: () => void): void {
  const environment = newSlot(ctx);
  emit(ctx, { op: 'saveEnv', to: environment });
  ctx.control.push({ kind: 'target', ...target, environment });
  body();
  ctx.control.pop();
}

function lowerWhile(ctx: FunctionContext, node: ts.WhileStatement | ts.DoStatement, labels: readonly string[]): void {
  const test = newLabel(ctx);
  const body = newLabel(ctx);
  const end = newLabel(ctx);
  withTarget(ctx, { labels, breakTo: end, continueTo: test }, () => {
    if (ts.isDoStatement(node)) jump(ctx, body);
    mark(ctx, test);
    branch(ctx, lowerExpression(ctx, node.expression), body, end, node.expression);
    mark(ctx, body);
    lowerStatement(ctx, node.statement);
    jump(ctx, test);
  });
  mark(ctx, end);
}

function lowerFor(ctx: FunctionContext, node: ts.ForStatement, labels: readonly string[]): void {
  const scope = ctx.module.scopes.of.get(node);
  inScope(ctx, scope, () => {
    if (node.initializer !== undefined) {
      if (ts.isVariableDeclarationList(node.initializer)) lowerDeclarations(ctx, node.initializer);
      else lowerExpression(ctx, node.initializer);
    }
    const test = newLabel(ctx);
    const body = newLabel(ctx);
    const next = newLabel(ctx);
    const end = newLabel(ctx);
    const perTurn = scope !== undefined && needsEnvironment(scope);
    mark(ctx, test);
    withTarget(ctx, { labels, breakTo: end, continueTo: next }, () => {
      if (node.condition !== undefined) branch(ctx, lowerExpression(ctx, node.condition), body, end, node.condition);
      mark(ctx, body);
      lowerStatement(ctx, node.statement);
      mark(ctx, next);
      // each turn has variables of its own, which the closures of that turn keep
      if (perTurn) emit(ctx, { op: 'copyEnv' });
      if (node.incrementor !== undefined) lowerExpression(ctx, node.incrementor);
      jump(ctx, test);
    });
    mark(ctx, end);
  });
}

function lowerForOf(ctx: FunctionContext, node: ts.ForOfStatement, labels: readonly string[]): void {
  const isAsync = node.awaitModifier !== undefined;
  const source = lowerExpression(ctx, node.expression);
  const iterator = newSlot(ctx);
  emit(ctx, { op: 'iterate', to: iterator, a: source, async: isAsync }, node.expression);
  lowerIteration(ctx, node, labels, iterator, isAsync);
}

function lowerForIn(ctx: FunctionContext, node: ts.ForInStatement, labels: readonly string[]): void {
  const source = lowerExpression(ctx, node.expression);
  const keys = newSlot(ctx);
  emit(ctx, { op: 'operate', to: keys, name: 'object.keys', args: [source] });
  const iterator = newSlot(ctx);
  emit(ctx, { op: 'iterate', to: iterator, a: keys, async: false });
  lowerIteration(ctx, node, labels, iterator, false);
}

function lowerIteration(ctx: FunctionContext, node: ts.ForOfStatement | ts.ForInStatement, labels: readonly string[], iterator: Slot, isAsync: boolean): void {
  const next = newLabel(ctx);
  const turn = newLabel(ctx);
  const end = newLabel(ctx);
  withTarget(ctx, { labels, breakTo: end, continueTo: next }, () => {
    ctx.control.push({ kind: 'iterator', slot: iterator, async: isAsync });
    mark(ctx, next);
    const outer = ctx.site;
    ctx.site = siteOf(ctx.module, node.expression);
    const result = nextResult(ctx, iterator, isAsync);
    const done = newSlot(ctx);
    emit(ctx, { op: 'get', to: done, object: result, key: literal(ctx, 'done') });
    branch(ctx, done, end, turn);
    mark(ctx, turn);
    const value = newSlot(ctx);
    emit(ctx, { op: 'get', to: value, object: result, key: literal(ctx, 'value') });
    ctx.site = outer;
    const bodyStart = newLabel(ctx);
    const bodyEnd = newLabel(ctx);
    const environment = newSlot(ctx);
    emit(ctx, { op: 'saveEnv', to: environment });
    mark(ctx, bodyStart);
    const handlersBefore = ctx.handlers.length;
    inScope(ctx, ctx.module.scopes.of.get(node), () => {
      if (ts.isVariableDeclarationList(node.initializer)) {
        const [declaration] = node.initializer.declarations;
        bindPattern(ctx, declaration.name, value);
      } else assignTarget(ctx, node.initializer, value);
      lowerStatement(ctx, node.statement);
    });
    mark(ctx, bodyEnd);
    jump(ctx, next);
    ctx.control.pop();
    rethrowAfter(ctx, { from: bodyStart, to: bodyEnd, environment, at: handlersBefore }, () => { closeIterator(ctx, iterator, isAsync); });
  });
  mark(ctx, end);
}

function lowerSwitch(ctx: FunctionContext, node: ts.SwitchStatement, labels: readonly string[]): void {
  const subject = copy(ctx, lowerExpression(ctx, node.expression));
  const end = newLabel(ctx);
  withTarget(ctx, { labels, breakTo: end, continueTo: undefined }, () => {
    inScope(ctx, ctx.module.scopes.of.get(node.caseBlock), () => {
      const starts = node.caseBlock.clauses.map(() => newLabel(ctx));
      let fallback = newLabel(ctx);
      const none = fallback;
      node.caseBlock.clauses.forEach((clause, i) => {
        if (ts.isDefaultClause(clause)) {
          fallback = starts[i];
          return;
        }
        const other = newLabel(ctx);
        branch(ctx, binary(ctx, '===', subject, lowerExpression(ctx, clause.expression)), starts[i], other, clause.expression);
        mark(ctx, other);
      });
      jump(ctx, fallback);
      node.caseBlock.clauses.forEach((clause, i) => {
        mark(ctx, starts[i]);
        lowerStatements(ctx, clause.statements);
      });
      mark(ctx, none);
    });
  });
  mark(ctx, end);
}

function lowerTry(ctx: FunctionContext, node: ts.TryStatement): void {
  if (node.finallyBlock === undefined) {
    lowerTryCatch(ctx, node);
    return;
  }
  const { finallyBlock } = node;
  withFinally(ctx, () => {
    if (node.catchClause === undefined) lowerBlock(ctx, node.tryBlock);
    else lowerTryCatch(ctx, node);
  }, () => { lowerBlock(ctx, finallyBlock); });
}

function lowerTryCatch(ctx: FunctionContext, node: ts.TryStatement): void {
  const from = newLabel(ctx);
  const to = newLabel(ctx);
  const target = newLabel(ctx);
  const end = newLabel(ctx);
  const slot = newSlot(ctx);
  const environment = newSlot(ctx);
  emit(ctx, { op: 'saveEnv', to: environment });
  mark(ctx, from);
  lowerBlock(ctx, node.tryBlock);
  mark(ctx, to);
  jump(ctx, end);
  ctx.handlers.push({ from, to, target, slot, always: false });
  mark(ctx, target);
  emit(ctx, { op: 'restoreEnv', a: environment });
  const clause = node.catchClause;
  if (clause !== undefined) {
    inScope(ctx, ctx.module.scopes.of.get(clause), () => {
      if (clause.variableDeclaration !== undefined) bindPattern(ctx, clause.variableDeclaration.name, slot);
      lowerBlock(ctx, clause.block);
    });
  }
  mark(ctx, end);
}

/** `using` and `await using`: what follows runs inside a finally that disposes, the last one first. */
function lowerUsing(ctx: FunctionContext, statement: ts.VariableStatement, rest: readonly ts.Statement[]): void {
  // `await using` has the bit of `const` besides that of `using`
  const isAsync = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
  const next = ([declaration, ...others]: readonly ts.VariableDeclaration[]): void => {
    if (declaration === undefined) {
      lowerStatements(ctx, rest);
      return;
    }
    const resource = copy(ctx, declaration.initializer === undefined ? literal(ctx, undefined) : lowerExpression(ctx, declaration.initializer));
    bindPattern(ctx, declaration.name, resource);
    withFinally(ctx, () => { next(others); }, () => {
      const result = newSlot(ctx);
      emit(ctx, { op: 'invoke', to: result, object: resource, key: literal(ctx, isAsync ? '@@asyncDispose' : '@@dispose'), args: [], spread: false }, declaration);
      if (isAsync) awaited(ctx, result, declaration);
    });
  };
  next(statement.declarationList.declarations);
}
