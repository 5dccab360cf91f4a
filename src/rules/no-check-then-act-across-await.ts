import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, isWithin, lineOf, unwrap, wrapped } from './support/ast.ts';
import type { Func } from './support/ast.ts';
import { cellOf, isShared, sameCell } from './support/cells.ts';
import type { Cell } from './support/cells.ts';
import { commonAt } from './support/common.ts';
import { concurrencyOf } from './support/concurrency.ts';
import type { Concurrency } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { follow } from './support/flow.ts';
import type { Outcome } from './support/flow.ts';
import { bodiesOf, nodesIn } from './support/nodes.ts';
import { isSerial, overlaps } from './support/overlap.ts';
import { variableOf } from './support/source.ts';
import { isCollectionAt, typesOf } from './support/types.ts';
import type { Types } from './support/types.ts';

type MessageId = 'checkThenAct' | 'lostUpdate';

export default createRule<[], MessageId>({
  name: 'no-check-then-act-across-await',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow acting on what was read before an await where another call can have changed it meanwhile', recommended: 'strict', requiresTypeChecking: true },
    schema: [],
    messages: {
      checkThenAct: "'{{cell}}' is tested on line {{read}}, but while this call waits on line {{wait}}, another one can pass the same test, and both come here. Set it before the wait (such as to the promise itself), test it again after the wait, or take a lock.",
      lostUpdate: "This is made of what '{{cell}}' was on line {{read}}, before the wait on line {{wait}}: what another call writes meanwhile is lost. Wait first and read then, or take a lock.",
    },
  },
  create(context) {
    const types = typesOf(context);
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        for (const body of bodiesOf(concurrency.source)) {
          if (!isFunction(body) || !body.async) continue;
          for (const act of actsIn(concurrency, types, body)) {
            const finding = findingOf({ ...concurrency, types, body }, act);
            if (finding === undefined) continue;
            const { messageId, read, wait } = finding;
            context.report({ node: act.node, messageId, data: { cell: act.name, read: lineOf(read), wait: lineOf(wait) } });
          }
        }
      },
    };
  },
});

/** A write to what other calls see as well. */
interface Act {
  readonly node: TSESTree.AssignmentExpression | TSESTree.CallExpression;
  readonly cell: Cell;
  readonly name: string;
}

interface Scene extends Concurrency {
  readonly types: Types;
  readonly body: Func;
}

interface Finding {
  readonly messageId: MessageId;
  readonly read: TSESTree.Node;
  readonly wait: TSESTree.Node;
}

const adding = new Set(['collection.set', 'collection.add']);
const asking = new Set(['collection.get', 'collection.has']);

function actsIn(concurrency: Concurrency, types: Types, body: Func): readonly Act[] {
  const { source } = concurrency;
  const nodes = nodesIn(source, body);
  if (!nodes.some((node) => node.type === 'AwaitExpression')) return [];
  return nodes.flatMap((node): readonly Act[] => {
    if (node.type === 'AssignmentExpression') {
      const cell = isReset(node) ? undefined : cellOf(source, node.left);
      return cell !== undefined && isShared(source, cell, body) ? [{ node, cell, name: source.code.getText(node.left) }] : [];
    }
    const entry = node.type === 'CallExpression' ? entryOf(concurrency, types, node, adding) : undefined;
    if (node.type !== 'CallExpression' || entry === undefined || !isShared(source, entry, body)) return [];
    return [{ node, cell: entry, name: source.code.getText(unwrap(node.callee)).replace(/\??\.\w+$/, '') }];
  });
}

/** `this.timer = undefined`: whoever comes second does the same again. */
function isReset({ operator, right }: TSESTree.AssignmentExpression): boolean {
  const value = unwrap(right);
  return operator === '=' && ((value.type === 'Literal' && !value.value) || (value.type === 'Identifier' && value.name === 'undefined'));
}

/** The entry of a `Map` or `Set` that a call is about. */
function entryOf({ source }: Concurrency, types: Types, call: TSESTree.CallExpression, ops: ReadonlySet<string>): Cell | undefined {
  const method = commonAt(source, call);
  const [key] = call.arguments;
  if (method === undefined || key === undefined || !ops.has(method.op)) return undefined;
  const cell = cellOf(source, method.on);
  return cell === undefined || !isCollectionAt(source, types, method.on) ? undefined : { ...cell, key: source.code.getText(key) };
}

function findingOf(scene: Scene, act: Act): Finding | undefined {
  const { root } = act.cell;
  const home = 'defs' in root ? root.scope.variableScope.block : root;
  const reads = nodesIn(scene.source, scene.body).filter((node) => isReadOf(scene, node, act));
  const sources = [
    ...guardsOf(scene, act.node).map((test) => ({ messageId: 'checkThenAct' as const, from: test })),
    ...(act.node.type === 'AssignmentExpression' ? [{ messageId: 'lostUpdate' as const, from: act.node.right }] : []),
  ].flatMap(({ messageId, from }) => readsBehind(scene, from, reads).map((read) => ({ messageId, read, from })));
  const combined = combinedAct(act.node);
  const candidates = combined === undefined ? sources : [combined, ...sources];
  if (candidates.length === 0 || !overlaps(scene, scene.body, home)) return undefined;
  for (const { messageId, read, from } of candidates) {
    const wait = waitBetween(scene, read, act, reads, cellsIn(scene, from));
    if (wait !== undefined) return { messageId, read, wait };
  }
  return undefined;
}

/** `this.client ??= await connect()` tests first, and `total += await price()` reads first. */
function combinedAct(node: Act['node']): { readonly messageId: MessageId; readonly read: TSESTree.Node; readonly from: TSESTree.Node } | undefined {
  if (node.type !== 'AssignmentExpression' || node.operator === '=') return undefined;
  return { messageId: ['??=', '||=', '&&='].includes(node.operator) ? 'checkThenAct' : 'lostUpdate', read: node.left, from: node.left };
}

function isReadOf(scene: Scene, node: TSESTree.Node, { cell }: Act): boolean {
  if (node.type === 'CallExpression') return cell.key !== undefined && sameCell(entryOf(scene, scene.types, node, asking), cell);
  if (cell.key !== undefined || (node.type !== 'MemberExpression' && node.type !== 'Identifier')) return false;
  const { parent } = wrapped(node);
  if (parent?.type === 'AssignmentExpression' && parent.left === wrapped(node)) return false;
  if (node.type === 'Identifier' && node.parent.type === 'MemberExpression' && node.parent.property === node && !node.parent.computed) return false;
  return sameCell(cellOf(scene.source, node), cell);
}

/** The tests that decide whether the code comes to the node: of an `if` around it, or of one before it that leaves. */
function guardsOf({ body }: Scene, node: TSESTree.Node): readonly TSESTree.Node[] {
  const guards: TSESTree.Node[] = [];
  for (let at = node; at !== body.body && at.parent; at = at.parent) {
    const { parent } = at;
    if (parent.type === 'IfStatement' && parent.test !== at) guards.push(parent.test);
    if (parent.type === 'ConditionalExpression' && parent.test !== at) guards.push(parent.test);
    if (parent.type === 'LogicalExpression' && parent.right === at) guards.push(parent.left);
    if (parent.type !== 'BlockStatement') continue;
    for (const before of parent.body) {
      if (before === at) break;
      if (before.type === 'IfStatement' && before.alternate === null && leaves(before.consequent)) guards.push(before.test);
    }
  }
  return guards;
}

function leaves(statement: TSESTree.Statement): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement;
  return last !== undefined && ['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement'].includes(last.type);
}

/** The reads that the value of an expression depends on: in it, or in what a constant that it names is made of. */
function readsBehind({ source, body }: Scene, from: TSESTree.Node, reads: readonly TSESTree.Node[]): readonly TSESTree.Node[] {
  const direct = reads.filter((read) => isWithin(read, from));
  const named = nodesIn(source, body).flatMap((node) => {
    if (node.type !== 'Identifier' || !isWithin(node, from)) return [];
    const definition = variableOf(source, node)?.defs[0];
    const init = definition?.type === 'Variable' && definition.parent.kind === 'const' && isWithin(definition.node, body) ? definition.node.init : null;
    return init === null || init === undefined || isFunction(init) || init.type === 'AwaitExpression' ? [] : reads.filter((read) => isWithin(read, init));
  });
  return [...new Set([...direct, ...named])];
}

/** All that a test depends on: what is set of it before the wait keeps others out as well. */
function cellsIn({ source, body }: Scene, test: TSESTree.Node): readonly Cell[] {
  return nodesIn(source, body).flatMap((node) => (isWithin(node, test) && (node.type === 'MemberExpression' || node.type === 'Identifier') ? (cellOf(source, node) ?? []) : []));
}

/** The wait that can come between the read and the act, with nothing done about it before or after. */
function waitBetween(scene: Scene, read: TSESTree.Node, act: Act, reads: readonly TSESTree.Node[], tested: readonly Cell[]): TSESTree.Node | undefined {
  if (act.node.type === 'AssignmentExpression' && read === act.node.left) {
    const { right } = act.node;
    return nodesIn(scene.source, scene.body).find((node) => node.type === 'AwaitExpression' && isWithin(node, right) && !isSerial(scene, node));
  }
  const writes = nodesIn(scene.source, scene.body).filter((node) => node !== act.node && [act.cell, ...tested].some((cell) => isWriteOf(scene, node, cell)));
  const waits = [...pathsFrom(scene, read, new Set(writes)).met].filter((node) => node.type === 'AwaitExpression' && !isSerial(scene, node) && !isOfKeptPromise(node, act));
  return waits.find((wait) => {
    const after = pathsFrom(scene, wait, new Set([...writes, ...reads]));
    return act.node.type === 'CallExpression' ? after.calls.has(act.node) : after.met.has(act.node);
  });
}

/** `this.client = await this.connecting`: a second call waits for the same promise and sets the same value. */
function isOfKeptPromise({ argument }: TSESTree.AwaitExpression, { node }: Act): boolean {
  const kept = unwrap(argument);
  return node.type === 'AssignmentExpression' && unwrap(node.right) === argument.parent && (kept.type === 'Identifier' || kept.type === 'MemberExpression');
}

function isWriteOf(scene: Scene, node: TSESTree.Node, cell: Cell): boolean {
  if (node.type === 'CallExpression') return sameCell(entryOf(scene, scene.types, node, adding), cell);
  if (node.type !== 'AssignmentExpression' && node.type !== 'UpdateExpression') return false;
  return sameCell(cellOf(scene.source, node.type === 'UpdateExpression' ? node.argument : node.left), cell);
}

function pathsFrom({ source, body }: Scene, take: TSESTree.Node, gives: ReadonlySet<TSESTree.Node>): Outcome {
  return follow({ source, body, take, gives, mayThrow: (node) => node.type === 'ThrowStatement' || node.type === 'AwaitExpression' });
}
