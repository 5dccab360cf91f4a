import { RuleTester } from '@typescript-eslint/rule-tester';

export interface Valid {
  readonly name: string;
  readonly code: string;
  readonly options?: readonly unknown[];
}

export interface Invalid<Id extends string> extends Valid {
  readonly errors: readonly { readonly messageId: Id; readonly line: number; readonly column: number; readonly data?: Readonly<Record<string, unknown>> }[];
}

interface TestedRule<Id extends string> {
  readonly meta: { readonly messages: Readonly<Record<Id, string>> };
}

type AnyRule = Parameters<RuleTester['run']>[1];

/** Runs the cases; the rule tester has its own copy of the types, which TypeScript takes for others. */
export function testRule<Id extends string>(name: string, rule: TestedRule<Id>, cases: { readonly valid: readonly Valid[]; readonly invalid: readonly Invalid<Id>[] }): void {
  new RuleTester().run(name, rule as unknown as AnyRule, cases);
}

export function named(name: string, code: string): Valid {
  return { name, code };
}

/** A program with one error at this place. */
export function error<Id extends string>(name: string, code: string, messageId: Id, line: number, column: number, data?: Readonly<Record<string, unknown>>): Invalid<Id> {
  return { name, code, errors: [{ messageId, line, column, ...(data === undefined ? {} : { data }) }] };
}
