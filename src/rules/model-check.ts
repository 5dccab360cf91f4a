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

type MessageId = 'found' | 'failed';

type Options = readonly [{ readonly maxStates?: number; readonly timeout?: number }?];

const budget = { maxStates: 5000, timeout: 2 };

/** Makes the rule. */
export function modelCheck(checkText: CheckText): Rule<Options, MessageId> {
  return createRule<Options, MessageId>({
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
      messages: {
        found: '{{message}}{{steps}}\n{{suggestion}}',
        failed: 'The model checker broke off, which is a fault of coffman and not of this file; please report it: {{fault}}',
      },
    },
    create(context) {
      return {
        'Program:exit'() {
          const { maxStates = budget.maxStates, timeout = budget.timeout } = context.options[0] ?? {};
          const asked = { fileName: context.physicalFilename, text: context.sourceCode.text, libraries: ownLibraries(context.settings), maxStates, timeoutSeconds: timeout };
          const found = attempt(checkText, asked);
          if (typeof found === 'string') {
            context.report({ loc: { line: 1, column: 0 }, messageId: 'failed', data: { fault: found } });
            return;
          }
          for (const { confidence, message, suggestion, location, trace } of found) {
            if (confidence === 'possible') continue;
            context.report({ loc: rangeOf(location), messageId: 'found', data: { message, suggestion, steps: lastSteps(trace) } });
          }
        },
      };
    },
  });
}

/** What is found, or the fault that prevents it: what is thrown here would end the linting of all other files. */
function attempt(checkText: CheckText, file: Parameters<CheckText>[0]): readonly Found[] | string {
  try {
    return checkText(file);
  } catch (error) {
    return told(error).split('\n', 1)[0];
  }
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${told(error.cause)}`;
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
