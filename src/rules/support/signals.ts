import type { TSESTree } from '@typescript-eslint/utils';
import { propertyName, unwrap, wrapped } from './ast.ts';
import type { Func } from './ast.ts';
import { keyName, signaturesOf } from './members.ts';
import { shapeOf, shapeOfType } from './shapes.ts';
import type { Shape } from './shapes.ts';
import { perLibraries, variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';

/** A signal that a function is handed by its caller. */
export interface OwnedSignal {
  readonly owner: Func;
  /** The position of the parameter. */
  readonly index: number;
  /** The parameter itself, or what is destructured from it. */
  readonly variable: Variable;
  /** The property of the variable that is the signal; undefined if the variable is. */
  readonly property: string | undefined;
  /** The option that a caller gives it by; undefined if it is an argument of its own. */
  readonly option: string | undefined;
  /** As the code inside writes it, e.g. `signal` or `options.signal`. */
  readonly text: string;
}

const known = new WeakMap<Source, Map<Func, readonly OwnedSignal[]>>();

/** The signals among a function's parameters. */
export function signalsOf(source: Source, owner: Func): readonly OwnedSignal[] {
  const memory = known.get(source) ?? new Map<Func, readonly OwnedSignal[]>();
  known.set(source, memory);
  const signals = memory.get(owner) ?? owner.params.flatMap((parameter, index) => signalsIn(source, owner, targetOf(parameter), index));
  memory.set(owner, signals);
  return signals;
}

/** The pattern or name that a parameter binds. */
export function targetOf(parameter: TSESTree.Parameter): TSESTree.Node {
  if (parameter.type === 'TSParameterProperty') return targetOf(parameter.parameter);
  return parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
}

function signalsIn(source: Source, owner: Func, target: TSESTree.Node, index: number): readonly OwnedSignal[] {
  if (target.type === 'ObjectPattern') {
    return target.properties.flatMap((property) => {
      if (property.type !== 'Property') return [];
      const local = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      const variable = local.type === 'Identifier' && isSignalName(source, local) ? variableOf(source, local) : null;
      return variable === null ? [] : [{ owner, index, variable, property: undefined, option: keyName(property), text: variable.name }];
    });
  }
  if (target.type !== 'Identifier') return [];
  const variable = variableOf(source, target);
  if (variable === null) return [];
  if (isSignalName(source, target)) return [{ owner, index, variable, property: undefined, option: undefined, text: variable.name }];
  const property = signalProperty(source, variable, target);
  return property === undefined ? [] : [{ owner, index, variable, property: property.name, option: property.name, text: `${variable.name}${property.optional ? '?' : ''}.${property.name}` }];
}

/** Whether the name holds a signal: by its annotation or value, or because it is used as only a signal can be. */
function isSignalName(source: Source, name: TSESTree.Identifier): boolean {
  if (isSignal(source, name)) return true;
  const shape = shapeOf(source, name);
  if (shape !== undefined || name.typeAnnotation) return false;
  return variableOf(source, name)?.references.some(({ identifier }) => isAskedAsSignal(source, identifier)) ?? false;
}

/** `x.aborted`, `x.throwIfAborted()`: what a described class of signals has, and no other. */
function isAskedAsSignal(source: Source, value: TSESTree.Node): boolean {
  const outer = wrapped(value);
  const { parent } = outer;
  return parent?.type === 'MemberExpression' && parent.object === outer && tellingMembers(source).has(propertyName(parent) ?? '');
}

/** Whether the file can have a signal at all: it names a described class of signals, or asks for what only a signal has. */
export function mayHaveSignals(source: Source): boolean {
  const isNamed = source.known.some(({ exports }) => Object.values(exports).some((meaning) => meaning.kind === 'class' && meaning.primitive === 'signal'));
  return isNamed || [...tellingMembers(source)].some((name) => source.code.text.includes(name));
}

/** The names of the described classes of signals. */
export function signalClassNames({ libraries }: Source): ReadonlySet<string> {
  return new Set(libraries.flatMap(({ exports }) => Object.entries(exports)).flatMap(([name, meaning]) => (
    meaning.kind === 'class' && meaning.primitive === 'signal' && meaning.construct === undefined ? [name] : []
  )));
}

/** The members by which a signal is told from all else. */
const tellingMembers = perLibraries((libraries): ReadonlySet<string> => {
  const classes = libraries.flatMap(({ exports }) => Object.values(exports)).filter((meaning) => meaning.kind === 'class' && meaning.primitive === 'signal');
  const members = classes.flatMap((meaning) => (meaning.kind === 'class' ? Object.entries(meaning.members) : []));
  return new Set(members.filter(([, { op }]) => op === 'signal.aborted' || op === 'signal.throwIfAborted').map(([name]) => name));
});

interface SignalProperty {
  readonly name: string;
  readonly optional: boolean;
}

/** The property of an options object that is a signal, by the declared type or by use. */
function signalProperty(source: Source, variable: Variable, name: TSESTree.Identifier): SignalProperty | undefined {
  const shape = shapeOf(source, name);
  const isOptional = name.optional || (name.parent.type !== 'AssignmentPattern' && isNullable(name.typeAnnotation?.typeAnnotation));
  const declared = shape?.kind === 'type' ? signaturesOf(shape.node).find(({ type }) => isSignalShape(shapeOfType(source, type))) : undefined;
  if (declared !== undefined) return { name: declared.name, optional: isOptional };
  for (const { identifier } of variable.references) {
    const member = wrapped(identifier).parent;
    if (member?.type !== 'MemberExpression' || unwrap(member.object) !== identifier) continue;
    const property = propertyName(member);
    if (property !== undefined && (isSignal(source, member) || isAskedAsSignal(source, member))) return { name: property, optional: isOptional };
  }
  return undefined;
}

function isNullable(type: TSESTree.TypeNode | undefined): boolean {
  return type?.type === 'TSUnionType' && type.types.some((member) => member.type === 'TSUndefinedKeyword' || member.type === 'TSNullKeyword');
}

/** Whether an expression is known to be a signal (rather than what aborts it, which code can create). */
function isSignal(source: Source, node: TSESTree.Node): boolean {
  return isSignalShape(shapeOf(source, node));
}

function isSignalShape(shape: Shape | undefined): boolean {
  return shape?.kind === 'library' && shape.found.meaning.primitive === 'signal' && shape.found.meaning.construct === undefined;
}

/** Whether the expression is the signal itself, as its owner names it. */
export function denotes(source: Source, { variable, property }: OwnedSignal, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === 'Identifier') return property === undefined && variableOf(source, node) === variable;
  if (node.type !== 'MemberExpression' || property === undefined || propertyName(node) !== property) return false;
  const object = unwrap(node.object);
  return object.type === 'Identifier' && variableOf(source, object) === variable;
}
