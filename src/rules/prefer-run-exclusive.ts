import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isFunction, isWithin, unwrap, wrapped } from './support/ast.ts';
import { concurrencyOf } from './support/concurrency.ts';
import type { Held } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { scopedForm } from './support/mention.ts';
import { nodesIn } from './support/nodes.ts';
import { variableOf } from './support/source.ts';
import type { Source } from './support/source.ts';

/** `const release = await lock.acquire(); try { … } finally { release(); }`, in neighbouring statements. */
interface Section {
  readonly taking: TSESTree.Statement;
  readonly guarded: TSESTree.TryStatement;
}

export default createRule<[], 'prefer'>({
  name: 'prefer-run-exclusive',
  meta: {
    type: 'suggestion',
    docs: { description: 'Require the form that gives the lock back by itself, where the library has one', recommended: 'strict' },
    fixable: 'code',
    schema: [],
    messages: { prefer: "{{form}} takes '{{lock}}', runs the work and gives it back whatever happens, and cannot be torn apart by a later edit. Use it instead of acquire, try and finally." },
  },
  create(context) {
    return {
      'Program:exit'() {
        const { source, held } = concurrencyOf(context);
        for (const holding of held) {
          const { acquire } = holding;
          const form = scopedForm(acquire);
          const section = form === undefined ? undefined : sectionOf(holding);
          if (form === undefined || section === undefined) continue;
          context.report({ node: acquire.node, messageId: 'prefer', data: { form, lock: acquire.lock.name }, fix: fixOf(source, holding, section) });
        }
      },
    };
  },
});

function sectionOf({ acquire, gives }: Held): Section | undefined {
  const awaited = wrapped(acquire.node).parent;
  const outer = awaited?.type === 'AwaitExpression' ? wrapped(awaited).parent : undefined;
  const taking = outer?.type === 'VariableDeclarator' ? outer.parent : outer;
  if (taking?.type !== 'ExpressionStatement' && taking?.type !== 'VariableDeclaration') return undefined;
  if (taking.type === 'VariableDeclaration' && taking.declarations.length > 1) return undefined;
  const block = taking.parent;
  const statements = block.type === 'BlockStatement' || block.type === 'Program' ? block.body : [];
  const guarded = statements[statements.indexOf(taking) + 1];
  if (guarded?.type !== 'TryStatement' || guarded.handler !== null || guarded.finalizer?.body.length !== 1 || acquire.node.arguments.length > 0) return undefined;
  const [giving] = guarded.finalizer.body;
  if (giving.type !== 'ExpressionStatement' || !gives.has(unwrap(giving.expression))) return undefined;
  return [...gives].every((node) => node === unwrap(giving.expression)) ? { taking: taking as TSESTree.Statement, guarded } : undefined;
}

/** Only where the work can be moved into a function: nothing in it leaves the block otherwise, or assigns what is around it. */
function fixOf(source: Source, { acquire, body }: Held, { taking, guarded }: Section): TSESLint.ReportFixFunction | null {
  if ((body.type !== 'Program' && body.generator) || usesValue(taking)) return null;
  const inside = nodesIn(source, body).filter((node) => isWithin(node, guarded.block));
  if (source.code.getCommentsInside(guarded).length > source.code.getCommentsInside(guarded.block).length) return null;
  if (inside.some((node) => leavesBlock(node) || assignsOuter(source, node, guarded.block))) return null;
  const returns = inside.some((node) => node.type === 'ReturnStatement');
  if (returns && !endsFunction(guarded)) return null;
  const lock = acquire.lock.name;
  const method = acquire.obligation.scoped?.[0]?.method ?? '';
  const isAsync = inside.some((node) => node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await));
  const text = `${returns ? 'return ' : ''}await ${lock}.${method}(${isAsync ? 'async ' : ''}() => ${source.code.getText(guarded.block)});`;
  return (fixer) => fixer.replaceTextRange([taking.range[0], guarded.range[1]], text);
}

/** `const [value, release] = …`: what else the acquire gives is used as well. */
function usesValue(taking: TSESTree.Statement): boolean {
  const target = taking.type === 'VariableDeclaration' ? taking.declarations[0].id : undefined;
  return target?.type === 'ArrayPattern' && target.elements.filter((element) => element !== null).length > 1;
}

function leavesBlock(node: TSESTree.Node): boolean {
  return node.type === 'BreakStatement' || node.type === 'ContinueStatement' || node.type === 'YieldExpression' || (node.type === 'Identifier' && node.name === 'arguments');
}

/** What an inner function assigns, the compiler no longer follows. */
function assignsOuter(source: Source, node: TSESTree.Node, block: TSESTree.Node): boolean {
  const target = node.type === 'AssignmentExpression' ? unwrap(node.left) : node.type === 'UpdateExpression' ? unwrap(node.argument) : undefined;
  if (target === undefined || target.type === 'MemberExpression') return false;
  const definition = target.type === 'Identifier' ? variableOf(source, target)?.defs[0] : undefined;
  return definition === undefined || !isWithin(definition.name, block);
}

/** The statement is the last one of its function. */
function endsFunction(node: TSESTree.Statement): boolean {
  const { parent } = node;
  return parent.type === 'BlockStatement' && isFunction(parent.parent) && parent.body.at(-1) === node;
}
