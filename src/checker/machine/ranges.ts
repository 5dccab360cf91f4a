import { boolean, container, HOLE, integer, isInteger, kind, payload, TRUE, UNDEFINED, unknown } from '../values.ts';
import { WithObjects } from './objects.ts';

/** What comparisons have shown of a number: it is at least `least`, below `below`, and none of `not`. */
interface Range {
  readonly least: number | undefined;
  readonly below: number | undefined;
  readonly not: readonly number[];
}

/** What an unknown truth value is the answer to: whether `subject` is below `bound`, or the opposite. */
interface Test {
  readonly subject: number;
  readonly bound: number;
  readonly isOpposite: boolean;
}

/** What larger numbers were found to be is not remembered: it would make many states of one, and only whether there is any at all is asked often. */
const largest = 1;

/**
 * Numbers that are not known, and what comparing them has shown: a limit that was found to be at least 1 is so later, too.
 * The interval domain (Cousot, Cousot, Abstract interpretation, POPL 1977, section 9), on each path by itself.
 */
export class WithRanges extends WithObjects {
  /**
   * Compares a number that is not known with one that is; undefined where these are not what is compared. What a count is
   * compared with (`isCounted`: none of the two stands in the code) is a limit, and nobody means one that lets nothing through.
   */
  compared(operator: string, a: number, b: number, isCounted: boolean): number | undefined {
    const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
    if (!Object.hasOwn(mirrored, operator)) return undefined;
    const [subject, bound, asked] = isInteger(b) ? [this.resolve(a), b, operator] : [this.resolve(b), a, mirrored[operator]];
    if (!isInteger(bound) || subject === HOLE || this.memory.kindOf(subject) !== kind.unknown) return undefined;
    const test: Test = { subject, bound: payload(bound) + (asked === '<=' || asked === '>' ? 1 : 0), isOpposite: asked === '>' || asked === '>=' };
    if (Math.abs(test.bound) > largest) return undefined;
    const range = this.#range(subject);
    if (isCounted && test.bound <= 1 && range.least === undefined) {
      this.#remember(subject, { ...range, least: 1 });
      if (this.level === 0) this.level = 1;
    }
    const known = this.#answer(test);
    if (known !== undefined) return boolean(known);
    const result = this.newUnknown(this.quality(subject));
    this.setOwn(payload(result), this.literal('@@test'), this.newArray([subject, integer(test.bound), boolean(test.isOpposite)]));
    return result;
  }

  /** Whether a number that is not known cannot be this one. */
  isBeyond(subject: number, number: number): boolean {
    const { least, below, not } = this.#range(subject);
    return (least !== undefined && number < least) || (below !== undefined && number >= below) || not.includes(number);
  }

  /** Remembers that a number that is not known is not this one. */
  excludes(subject: number, number: number): void {
    const range = this.#range(subject);
    if (Math.abs(number) <= largest) this.#remember(subject, { ...range, not: [...range.not, number].sort((a, b) => a - b) });
  }

  /** Notes that a number that is not known is how many there are of something. */
  isSize(subject: number): void {
    if (subject !== HOLE && this.getOwn(payload(subject), this.literal('@@range')) === HOLE) this.#remember(subject, { least: 0, below: undefined, not: [] });
  }

  override truthy(value: number): boolean {
    const test = this.#testOf(value);
    if (test === undefined) return super.truthy(value);
    const known = this.#answer(test);
    if (known === undefined) return this.#learn(test, super.truthy(value));
    super.decide(value, known);
    return known;
  }

  override isOpen(value: number): boolean {
    const test = this.#testOf(value);
    return super.isOpen(value) && (test === undefined || this.#answer(test) === undefined);
  }

  override decide(value: number, isTruthy: boolean): void {
    super.decide(value, isTruthy);
    const test = this.#testOf(value);
    if (test !== undefined) this.#learn(test, isTruthy);
  }

  /** The test that a value is the open answer to, if it is one. */
  #testOf(value: number): Test | undefined {
    value = this.resolve(value);
    if (value === HOLE || this.memory.kindOf(value) !== kind.unknown || this.memory.words[payload(value) + unknown.slots] === UNDEFINED) return undefined;
    const test = this.getOwn(payload(value), this.literal('@@test'));
    if (test === HOLE) return undefined;
    const [subject, bound, isOpposite] = this.memory.items(payload(test), container.items);
    return { subject: this.resolve(subject), bound: payload(bound), isOpposite: isOpposite === TRUE };
  }

  /** The answer as far as it is known by now. */
  #answer({ subject, bound, isOpposite }: Test): boolean | undefined {
    if (isInteger(subject)) return payload(subject) < bound !== isOpposite;
    const { least, below } = this.#range(subject);
    if (below !== undefined && below <= bound) return !isOpposite;
    return least !== undefined && least >= bound ? isOpposite : undefined;
  }

  #learn({ subject, bound, isOpposite }: Test, answer: boolean): boolean {
    if (this.memory.kindOf(subject) !== kind.unknown) return answer;
    const range = this.#range(subject);
    if (answer === isOpposite) this.#remember(subject, { ...range, least: bound });
    else this.#remember(subject, { ...range, below: bound });
    return answer;
  }

  #range(subject: number): Range {
    const known = subject === HOLE ? HOLE : this.getOwn(payload(subject), this.literal('@@range'));
    if (known === HOLE) return { least: undefined, below: undefined, not: [] };
    const [least, below, ...not] = this.memory.items(payload(known), container.items).map((value) => (isInteger(value) ? payload(value) : undefined));
    return { least, below, not: not.filter((number) => number !== undefined) };
  }

  #remember(subject: number, { least, below, not }: Range): void {
    const value = (number: number | undefined): number => (number === undefined ? UNDEFINED : integer(number));
    this.setOwn(payload(subject), this.literal('@@range'), this.newArray([value(least), value(below), ...not.map(integer)]));
  }
}
