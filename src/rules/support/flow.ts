import type { TSESTree } from '@typescript-eslint/utils';
import type { Body } from './ast.ts';
import { factsOf, mentionedIn } from './facts.ts';
import type { Facts } from './facts.ts';
import { forget, isHeld, leave, merge, nowhere, pass, startOf, withHeld } from './flow-state.ts';
import type { Flow, MutableFlow } from './flow-state.ts';
import { branch, evaluate, evaluateAll } from './flow-expressions.ts';
import type { Source } from './source.ts';

/** One resource in one body: which nodes take it and give it back. */
export interface Protocol {
  readonly source: Source;
  readonly body: Body;
  /** The node that takes it; absent if the body starts with it taken. */
  readonly take?: TSESTree.Node | undefined;
  /** Nodes after which it is given back, or is someone else's to give back. */
  readonly gives: ReadonlySet<TSESTree.Node>;
  /** Expressions that are true (or not null) exactly while it is taken. */
  readonly tests?: ReadonlySet<TSESTree.Node>;
  /** Expressions that are true only when it is over by itself: `done` of what a reader gave. */
  readonly ends?: ReadonlySet<TSESTree.Node>;
  /** Other nodes that the rule wants to know of if they are reached while it is taken. */
  readonly watched?: ReadonlySet<TSESTree.Node>;
  readonly mayThrow: (node: TSESTree.Node) => boolean;
}

/** Where a body ends, and in which states. */
export interface Outcome {
  readonly end: Flow;
  readonly returns: Flow;
  readonly throws: Flow;
  /** Paths that come back to the take with the resource still taken. */
  readonly retaken: Flow;
  /** The calls that are made while it is taken. */
  readonly calls: ReadonlySet<TSESTree.CallExpression>;
  /** The waits and assignments that are made while it is taken, and what else was watched. */
  readonly met: ReadonlySet<TSESTree.Node>;
}

/** What leaves the innermost statement that can stop it. */
export interface Frame {
  readonly returns: MutableFlow;
  readonly throws: MutableFlow;
  /** By `break`, `continue`, and these with `:label`. */
  readonly jumps: Map<string, MutableFlow>;
}

export interface Run {
  readonly protocol: Protocol;
  readonly facts: Facts;
  readonly retaken: MutableFlow;
  readonly calls: Set<TSESTree.CallExpression>;
  readonly met: Set<TSESTree.Node>;
}

function newFrame(): Frame {
  return { returns: new Map(), throws: new Map(), jumps: new Map() };
}

/** Follows the resource through the body: along every path, through every `finally`. */
export function follow(protocol: Protocol): Outcome {
  const run: Run = { protocol, facts: factsOf(protocol.source, protocol.body), retaken: new Map(), calls: new Set(), met: new Set() };
  const frame = newFrame();
  const end = bodyFlow(run, startOf(protocol.take === undefined), frame);
  return { end, returns: frame.returns, throws: frame.throws, retaken: run.retaken, calls: run.calls, met: run.met };
}

function bodyFlow(run: Run, flow: Flow, frame: Frame): Flow {
  const { body } = run.protocol;
  if (body.type === 'Program') return sequence(run, body.body, flow, frame);
  const entered = evaluateAll(run, body.params, flow, frame);
  if (body.body.type === 'BlockStatement') return execute(run, body.body, entered, frame);
  pass(frame.returns, evaluate(run, body.body, entered, frame), body.body);
  return nowhere;
}

function sequence(run: Run, statements: readonly TSESTree.Statement[], flow: Flow, frame: Frame): Flow {
  let at = flow;
  for (const statement of statements) at = execute(run, statement, at, frame);
  return at;
}

/** The flow after a statement; what leaves it otherwise is noted in the frame. */
function execute(run: Run, node: TSESTree.Statement, flow: Flow, frame: Frame, labels: readonly string[] = []): Flow {
  if (flow.size === 0) return flow;
  switch (node.type) {
    case 'BlockStatement': return block(run, node, flow, frame);
    case 'IfStatement': return ifStatement(run, node, flow, frame);
    case 'TryStatement': return tryStatement(run, node, flow, frame);
    case 'SwitchStatement': return switchStatement(run, node, flow, frame);
    case 'LabeledStatement': return labeled(run, node, flow, frame, labels);
    case 'WhileStatement': case 'DoWhileStatement': case 'ForStatement': case 'ForInStatement': case 'ForOfStatement':
      return loop(run, node, flow, frame, labels);
    case 'ReturnStatement':
      leave(frame.returns, node.argument === null ? flow : evaluate(run, node.argument, flow, frame), node);
      return nowhere;
    case 'ThrowStatement':
      leave(frame.throws, evaluate(run, node.argument, flow, frame), node);
      return nowhere;
    case 'BreakStatement': case 'ContinueStatement':
      pass(jumpsOf(frame, jumpName(node)), flow, isHeld(flow) ? node : undefined);
      return nowhere;
    case 'FunctionDeclaration': return flow;
    default: return evaluate(run, node, flow, frame);
  }
}

/** A block that gives back does so on every way out of it. */
function block(run: Run, node: TSESTree.BlockStatement, flow: Flow, frame: Frame): Flow {
  if (!run.protocol.gives.has(node)) return sequence(run, node.body, flow, frame);
  const inner = newFrame();
  const normal = sequence(run, node.body, flow, inner);
  return close(inner, frame, normal, (ending) => withHeld(ending, false));
}

/** Lets all that has left the inner frame go on to the outer one, by way of `finish`. */
function close(inner: Frame, outer: Frame, normal: Flow, finish: (ending: Flow) => Flow): Flow {
  pass(outer.throws, finish(inner.throws));
  pass(outer.returns, finish(inner.returns));
  for (const [name, jump] of inner.jumps) pass(jumpsOf(outer, name), finish(jump));
  return finish(normal);
}

function jumpName(node: TSESTree.BreakStatement | TSESTree.ContinueStatement): string {
  const kind = node.type === 'BreakStatement' ? 'break' : 'continue';
  return node.label === null ? kind : `${kind}:${node.label.name}`;
}

function jumpsOf(frame: Frame, name: string): MutableFlow {
  const known = frame.jumps.get(name);
  if (known !== undefined) return known;
  const jumps: MutableFlow = new Map();
  frame.jumps.set(name, jumps);
  return jumps;
}

function ifStatement(run: Run, node: TSESTree.IfStatement, flow: Flow, frame: Frame): Flow {
  const { yes, no } = branch(run, node.test, flow, frame);
  return merge(execute(run, node.consequent, yes, frame), node.alternate === null ? no : execute(run, node.alternate, no, frame));
}

function tryStatement(run: Run, node: TSESTree.TryStatement, flow: Flow, frame: Frame): Flow {
  const outer = node.finalizer === null ? frame : newFrame();
  const inner = node.handler === null ? outer : { ...outer, throws: new Map() };
  let normal = execute(run, node.block, flow, inner);
  if (node.handler !== null) {
    const caught: MutableFlow = new Map();
    leave(caught, inner.throws, undefined);
    normal = merge(normal, execute(run, node.handler.body, caught, outer));
  }
  const { finalizer } = node;
  if (finalizer === null) return normal;
  return close(outer, frame, normal, (ending) => execute(run, finalizer, ending, frame));
}

function switchStatement(run: Run, node: TSESTree.SwitchStatement, flow: Flow, frame: Frame): Flow {
  const { inner, take } = catching(frame, ['break']);
  let untested = evaluate(run, node.discriminant, flow, frame);
  let falling = nowhere;
  for (const option of node.cases) {
    if (option.test !== null) untested = evaluate(run, option.test, untested, frame);
    falling = sequence(run, option.consequent, merge(untested, falling), inner);
  }
  const hasDefault = node.cases.some((option) => option.test === null);
  return merge(falling, hasDefault ? nowhere : untested, take());
}

function labeled(run: Run, node: TSESTree.LabeledStatement, flow: Flow, frame: Frame, labels: readonly string[]): Flow {
  const { inner, take } = catching(frame, [`break:${node.label.name}`]);
  return merge(execute(run, node.body, flow, inner, [...labels, node.label.name]), take());
}

/** A frame in which some jumps stop here; `take` gives those that came. All else goes on to the outer frame. */
function catching(frame: Frame, names: readonly string[]): { readonly inner: Frame; readonly take: () => Flow } {
  const jumps = new Map<string, MutableFlow>(frame.jumps);
  for (const name of names) jumps.set(name, new Map());
  const take = (): Flow => {
    for (const [name, jump] of jumps) if (!names.includes(name)) pass(jumpsOf(frame, name), jump);
    return merge(...names.map((name) => jumps.get(name) ?? nowhere));
  };
  return { inner: { ...frame, jumps }, take };
}

type Loop = TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement;

/** Goes round until no new state comes back to the loop's head. */
function loop(run: Run, node: Loop, flow: Flow, frame: Frame, labels: readonly string[]): Flow {
  const breaks = catching(frame, ['break']);
  let head = enterLoop(run, node, flow, frame);
  let exit = nowhere;
  for (;;) {
    const continues = catching(breaks.inner, ['continue', ...labels.map((label) => `continue:${label}`)]);
    const { yes, no } = node.type === 'DoWhileStatement' ? { yes: head, no: nowhere } : decide(run, node, head, frame);
    const round = merge(execute(run, node.body, yes, continues.inner), continues.take());
    const back = again(run, node, round, frame);
    exit = merge(exit, no, back.no);
    const next = merge(head, back.yes);
    if (next.size === head.size) return merge(exit, breaks.take());
    head = next;
  }
}

function enterLoop(run: Run, node: Loop, flow: Flow, frame: Frame): Flow {
  if (node.type === 'ForStatement') return node.init === null ? flow : evaluate(run, node.init, flow, frame);
  return node.type === 'ForInStatement' || node.type === 'ForOfStatement' ? evaluate(run, node.right, flow, frame) : flow;
}

/** Whether there is another round. */
function decide(run: Run, node: Loop, flow: Flow, frame: Frame): { readonly yes: Flow; readonly no: Flow } {
  if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') {
    if (run.protocol.mayThrow(node)) leave(frame.throws, flow, node);
    const next = forget(flow, (fact) => mentionedIn(run.facts, fact, node.left));
    return { yes: run.protocol.gives.has(node.left) ? withHeld(next, false) : next, no: flow };
  }
  return node.test === null ? { yes: flow, no: nowhere } : branch(run, node.test, flow, frame);
}

function again(run: Run, node: Loop, flow: Flow, frame: Frame): { readonly yes: Flow; readonly no: Flow } {
  if (node.type === 'DoWhileStatement') return decide(run, node, flow, frame);
  const updated = node.type === 'ForStatement' && node.update !== null ? evaluate(run, node.update, flow, frame) : flow;
  return { yes: updated, no: nowhere };
}
