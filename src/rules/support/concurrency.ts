import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { libraries } from '../../libraries/index.ts';
import type { Library } from '../../libraries/index.ts';
import { describedSchema, fault } from '../../libraries/schema/validate.ts';
import { bodyOf, unwrap } from './ast.ts';
import type { Body } from './ast.ts';
import { follow } from './flow.ts';
import type { Outcome } from './flow.ts';
import { holdingOf, releasersOf } from './holding.ts';
import type { Holding } from './holding.ts';
import { isLock, lockEvents } from './operations.ts';
import type { Acquire, LockEvent } from './operations.ts';
import { newSource, variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';
import { mayThrow } from './throws.ts';
import type { Throws } from './throws.ts';

/** An acquire with its duty, followed through its function. */
export interface Held extends Holding {
  readonly outcome: Outcome;
}

/** What a file does with locks: all that the rules look at. */
export interface Concurrency {
  readonly source: Source;
  readonly events: readonly LockEvent[];
  /** The locks that the function that takes them has to give back. */
  readonly held: readonly Held[];
  /** What else it has to give back: the reader of a stream, the connection of a pool. */
  readonly lent: readonly Held[];
  readonly throws: Throws;
}

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

const sources = new WeakMap<object, Source>();
const analysed = new WeakMap<Source, Concurrency>();

/** The file and what is known in it; the rules share what they find out. */
export function sourceOf({ sourceCode, settings }: Context): Source {
  const own = ownLibraries(settings);
  const known = sources.get(sourceCode) ?? newSource(sourceCode, own.length === 0 ? libraries : [...libraries, ...own]);
  sources.set(sourceCode, known);
  return known;
}

/** What the file does with locks; the rules share one analysis. */
export function concurrencyOf(context: Context): Concurrency {
  const source = sourceOf(context);
  const result = analysed.get(source) ?? analyse(source);
  analysed.set(source, result);
  return result;
}

const checked = new WeakMap<object, readonly Library[]>();

/** Descriptions of the user's own libraries: `settings: { coffman: { libraries: [...] } }`. Throws where they have another form. */
export function ownLibraries(settings: Readonly<Record<string, unknown>>): readonly Library[] {
  const own = settings['coffman'];
  if (own === undefined) return [];
  const known = typeof own === 'object' && own !== null ? checked.get(own) : undefined;
  if (known !== undefined) return known;
  const wrong = fault(own, describedSchema);
  if (wrong !== undefined) throw new TypeError(`settings.coffman: ${wrong}`);
  const { libraries: described = [] } = own as { readonly libraries?: readonly Library[] };
  checked.set(own as object, described);
  return described;
}

/** No code that people write takes more in one function, and each is followed through all of it. */
const mostInOneBody = 50;

function firstOfEach(acquires: readonly Acquire[]): readonly Acquire[] {
  const counts = new Map<Body, number>();
  return acquires.filter(({ node }) => {
    const body = bodyOf(node);
    const count = (counts.get(body) ?? 0) + 1;
    counts.set(body, count);
    return count <= mostInOneBody;
  });
}

function analyse(source: Source): Concurrency {
  const events = lockEvents(source);
  const throws: Throws = { source, releasers: releasersOf(source, events), known: new Map() };
  const holdings = firstOfEach(events.filter((event) => event.kind === 'acquire')).flatMap((acquire) => holdingOf(source, acquire, events) ?? []);
  const all = holdings.map((holding) => ({ ...holding, outcome: outcomeOf(throws, holding) }));
  const held = all.filter(({ acquire }) => isLock(acquire.lock));
  for (const one of held) source.memory.held.set(one.body, [...(source.memory.held.get(one.body) ?? []), one]);
  return { source, events, held, lent: all.filter(({ acquire }) => !isLock(acquire.lock)), throws };
}

/** Follows the body from `take` on, until one of `gives`. */
export function followed({ throws }: Concurrency, holding: Holding, take: TSESTree.Node): Outcome {
  return outcomeOf(throws, holding, take);
}

function outcomeOf(throws: Throws, { acquire, body, gives, tests, ends, variable }: Holding, take: TSESTree.Node = acquire.node): Outcome {
  const { source } = throws;
  const own = acquire.lock.shape.found.meaning.primitive === 'stream' ? variable : undefined;
  return follow({ source, body, take, gives, tests, ends, mayThrow: (node) => !isOwnWait(source, own, node) && mayThrow(throws, node) });
}

/** A wait for what the acquire handed out: if it fails, the stream has come to its end. */
function isOwnWait(source: Source, variable: Variable | undefined, node: TSESTree.Node): boolean {
  if (variable === undefined) return false;
  const waited = node.type === 'AwaitExpression' ? unwrap(node.argument) : node;
  const callee = waited.type === 'CallExpression' ? unwrap(waited.callee) : waited;
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  return object?.type === 'Identifier' && variableOf(source, object) === variable;
}
