import type { TSESTree } from '@typescript-eslint/utils';
import { children, isClass, isFunction, unwrap } from './ast.ts';
import { factOf, isTestedAround, mentions, truthOf } from './facts.ts';
import type { Frame, Run } from './flow.ts';
import { final } from './source.ts';
import { assume, forget, isHeld, leave, merge, nowhere, pass, where, withHeld } from './flow-state.ts';
import type { Flow } from './flow-state.ts';

/** The two ways out of a test. */
interface Branches {
  readonly yes: Flow;
  readonly no: Flow;
}

/** The flow after an expression (or declaration) is evaluated; where it can throw is noted in the frame. */
export function evaluate(run: Run, node: TSESTree.Node, flow: Flow, frame: Frame): Flow {
  if (flow.size === 0) return flow;
  if (isFunction(node) || isClass(node)) return effectOf(run, node, flow);
  switch (node.type) {
    case 'LogicalExpression': return logical(run, node, flow, frame);
    case 'ConditionalExpression': {
      const { yes, no } = branch(run, node.test, flow, frame);
      return merge(evaluate(run, node.consequent, yes, frame), evaluate(run, node.alternate, no, frame));
    }
    case 'AssignmentExpression': return assignment(run, node, flow, frame);
    case 'VariableDeclarator': return declarator(run, node, flow, frame);
    case 'UpdateExpression': return forgetTarget(run, node.argument, effectOf(run, node, evaluate(run, node.argument, flow, frame)));
    case 'ChainExpression': return chain(run, node, flow, frame);
    case 'AwaitExpression': return awaited(run, node, flow, frame);
    default: return act(run, node, evaluateAll(run, children(run.protocol.source.code, node), flow, frame), frame);
  }
}

export function evaluateAll(run: Run, nodes: readonly TSESTree.Node[], flow: Flow, frame: Frame): Flow {
  let at = flow;
  for (const node of nodes) at = evaluate(run, node, at, frame);
  return at;
}

/** What the node does itself, when its parts are evaluated. */
function act(run: Run, node: TSESTree.Node, flow: Flow, frame: Frame): Flow {
  const { protocol } = run;
  if (neverReturns(run, node)) return nowhere;
  if (node.type === 'CallExpression' && isHeld(flow)) run.calls.add(node);
  if (node === protocol.take || !protocol.gives.has(node)) {
    if (protocol.mayThrow(node)) leave(frame.throws, flow, node);
  }
  return effectOf(run, node, flow);
}

const noted: ReadonlySet<string> = new Set(['AwaitExpression', 'AssignmentExpression', 'UpdateExpression']);

/** The effect of reaching a node on the resource. */
function effectOf(run: Run, node: TSESTree.Node, flow: Flow): Flow {
  const { take, gives, watched } = run.protocol;
  if ((noted.has(node.type) || watched?.has(node) === true) && isHeld(flow)) run.met.add(node);
  if (node === take) {
    pass(run.retaken, where(flow, ({ held }) => held), node);
    return withHeld(flow, true);
  }
  return gives.has(node) ? withHeld(flow, false) : flow;
}

function neverReturns(run: Run, node: TSESTree.Node): boolean {
  const { source } = run.protocol;
  return node.type === 'CallExpression' && final(source).has(source.code.getText(node.callee));
}

function awaited(run: Run, node: TSESTree.AwaitExpression, flow: Flow, frame: Frame): Flow {
  const { protocol } = run;
  const inner = unwrap(node.argument);
  const after = evaluate(run, node.argument, flow, frame);
  const isOwn = inner === protocol.take || protocol.gives.has(inner);
  if (!isOwn && protocol.mayThrow(node)) leave(frame.throws, after, node);
  return effectOf(run, node, forget(after, (fact) => mentions(run.facts, fact, 'this')));
}

function chain(run: Run, node: TSESTree.ChainExpression, flow: Flow, frame: Frame): Flow {
  const after = evaluate(run, node.expression, flow, frame);
  const inner = unwrap(node);
  const isCut = inner !== run.protocol.take && !run.protocol.gives.has(inner) && !isTestedAround(run.protocol.source, node);
  return isCut ? merge(after, flow) : after;
}

function logical(run: Run, node: TSESTree.LogicalExpression, flow: Flow, frame: Frame): Flow {
  const { yes, no } = branch(run, node.left, flow, frame);
  if (node.operator === '&&') return merge(no, evaluate(run, node.right, yes, frame));
  if (node.operator === '||') return merge(yes, evaluate(run, node.right, no, frame));
  return merge(yes, no, evaluate(run, node.right, merge(yes, no), frame));
}

function assignment(run: Run, node: TSESTree.AssignmentExpression, flow: Flow, frame: Frame): Flow {
  const target = node.left.type === 'Identifier' ? flow : evaluate(run, node.left, flow, frame);
  const after = evaluate(run, node.right, target, frame);
  const set = bind(run, node.left, node.operator === '=' ? node.right : undefined, after);
  return effectOf(run, node, node.operator === '=' ? set : merge(set, after));
}

function declarator(run: Run, node: TSESTree.VariableDeclarator, flow: Flow, frame: Frame): Flow {
  const after = node.init === null ? flow : evaluate(run, node.init, flow, frame);
  const patterned = node.id.type === 'Identifier' ? after : evaluate(run, node.id, after, frame);
  return node.id.type === 'Identifier' && node.init === null ? setFact(run, node.id.name, false, patterned) : bind(run, node.id, node.init ?? undefined, patterned);
}

/** After an assignment, older tests of the target tell nothing; a literal tells its truth. */
function bind(run: Run, target: TSESTree.Node, value: TSESTree.Node | undefined, flow: Flow): Flow {
  const forgotten = forgetTarget(run, target, flow);
  const truth = value === undefined ? undefined : truthOf(value);
  return truth === undefined || target.type !== 'Identifier' ? forgotten : setFact(run, target.name, truth, forgotten);
}

function setFact(run: Run, name: string, truth: boolean, flow: Flow): Flow {
  const { facts } = run;
  const forgotten = forget(flow, (fact) => mentions(facts, fact, name));
  return facts.names.has(name) ? assume(forgotten, name, truth) : forgotten;
}

function forgetTarget(run: Run, target: TSESTree.Node, flow: Flow): Flow {
  const { facts } = run;
  if (target.type === 'Identifier') return forget(flow, (fact) => mentions(facts, fact, target.name));
  if (target.type === 'MemberExpression') return forget(flow, (fact) => mentions(facts, fact, '.'));
  return forget(flow, () => true);
}

/** Evaluates a test and splits the flow by its outcome. */
export function branch(run: Run, test: TSESTree.Node, flow: Flow, frame: Frame): Branches {
  const node = unwrap(test);
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const { yes, no } = branch(run, node.argument, flow, frame);
    return { yes: no, no: yes };
  }
  if (node.type === 'LogicalExpression' && node.operator !== '??') return branchLogical(run, node, flow, frame);
  if (node.type === 'Literal') return node.value ? { yes: flow, no: nowhere } : { yes: nowhere, no: flow };
  return split(run, node, evaluate(run, test, flow, frame));
}

function branchLogical(run: Run, node: TSESTree.LogicalExpression, flow: Flow, frame: Frame): Branches {
  const left = branch(run, node.left, flow, frame);
  if (node.operator === '&&') {
    const right = branch(run, node.right, left.yes, frame);
    return { yes: right.yes, no: merge(left.no, right.no) };
  }
  const right = branch(run, node.right, left.no, frame);
  return { yes: merge(left.yes, right.yes), no: right.no };
}

function split(run: Run, node: TSESTree.Node, flow: Flow): Branches {
  const { facts, protocol: { tests, ends } } = run;
  if (ends?.has(node) === true) return { yes: withHeld(flow, false), no: flow };
  if (tests?.has(node) === true) return { yes: flow, no: where(flow, ({ held }) => !held) };
  const nullness = node.type === 'BinaryExpression' ? comparedWithNull(node) : undefined;
  if (nullness !== undefined && tests?.has(nullness.value) === true) {
    const isNull = where(flow, ({ held }) => !held);
    return nullness.equal ? { yes: isNull, no: flow } : { yes: flow, no: isNull };
  }
  const fact = factOf(facts, node);
  if (fact === undefined) return { yes: flow, no: flow };
  const holds = { yes: assume(flow, fact.key, true), no: assume(flow, fact.key, false) };
  return fact.negated ? { yes: holds.no, no: holds.yes } : holds;
}

function comparedWithNull(node: TSESTree.BinaryExpression): { readonly value: TSESTree.Node; readonly equal: boolean } | undefined {
  const isNull = truthOf(node.right) === false && (node.right.type === 'Identifier' || (node.right.type === 'Literal' && node.right.value === null));
  if (!isNull || !['===', '==', '!==', '!='].includes(node.operator)) return undefined;
  return { value: unwrap(node.left), equal: node.operator.startsWith('=') };
}
