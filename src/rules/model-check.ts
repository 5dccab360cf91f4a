import { ownLibraries } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import type { Rule } from './support/create-rule.ts';
import type { Library } from '../libraries/index.ts';

/** A place in the file; lines and columns from 1. */
interface Location {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What the model checker tells of a deadlock, leak … */
interface Found {
  readonly confidence: 'certain' | 'likely' | 'possible';
  readonly message: string;
  readonly suggestion: string;
  readonly location: Location;
  readonly trace: readonly { readonly task: string; readonly action: string; readonly location: Location }[];
}

/** The model checker, which this rule is given: rules know nothing of it. */
export type CheckText = (file: {
  readonly fileName: string;
  readonly text: string;
  readonly libraries: readonly Library[];
  readonly maxStates: number;
  readonly timeoutSeconds: number;
}) => readonly Found[];

type Options = readonly [{ readonly maxStates?: number; readonly timeout?: number }?];

const budget = { maxStates: 5000, timeout: 2 };

/** Makes the rule. */
export function modelCheck(checkText: CheckText): Rule<Options, 'found'> {
  return createRule<Options, 'found'>({
    name: 'model-check',
    meta: {
      type: 'problem',
      docs: { description: 'Disallow deadlocks and leaked tasks that the model checker finds in the file', recommended: false },
      schema: [
        {
          type: 'object',
          description: 'How much is explored.',
          additionalProperties: false,
          properties: {
            maxStates: { type: 'integer', minimum: 1, description: 'States explored for each function or test that is an entry.' },
            timeout: { type: 'number', minimum: 0.1, description: 'Seconds for the whole file.' },
          },
        },
      ],
      defaultOptions: [budget],
      messages: { found: '{{message}}{{steps}}\n{{suggestion}}' },
    },
    create(context) {
      return {
        'Program:exit'() {
          const { maxStates = budget.maxStates, timeout = budget.timeout } = context.options[0] ?? {};
          const found = checkText({ fileName: context.physicalFilename, text: context.sourceCode.text, libraries: ownLibraries(context.settings), maxStates, timeoutSeconds: timeout });
          for (const { confidence, message, suggestion, location, trace } of found) {
            if (confidence === 'possible') continue;
            context.report({ loc: rangeOf(location), messageId: 'found', data: { message, suggestion, steps: lastSteps(trace) } });
          }
        },
      };
    },
  });
}

const shownSteps = 4;

/** The end of the schedule, in which it comes to the blockage; the command shows all of it. */
function lastSteps(trace: Found['trace']): string {
  const from = Math.max(0, trace.length - shownSteps);
  return trace.slice(from).map(({ task, action, location }, index) => `\n${from + index + 1}. line ${location.line}: ${task} ${action}`).join('');
}

function rangeOf({ line, column, endLine, endColumn }: Location): { readonly start: Position; readonly end: Position } {
  return { start: { line, column: column - 1 }, end: { line: endLine, column: endColumn - 1 } };
}

interface Position {
  readonly line: number;
  readonly column: number;
}
