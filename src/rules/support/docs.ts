/** What a rule says of itself. Apart from all else, as it is in the types of the package, which are to depend on no other's. */
export interface Docs {
  readonly description: string;
  /** Whether the rule is in `recommended`; `'strict'` for one that is in `strict` only, false for one that is in `all` only. */
  readonly recommended: boolean | 'strict';
  readonly requiresTypeChecking?: boolean;
  readonly url: string;
}
