import { boolean, container, HOLE, integer, isInteger, kind, payload, TRUE, truth, UNDEFINED, unknown } from '../values.ts';
import { WithObjects } from './objects.ts';

/** What comparisons have shown of a number: it is at least `least`, below `below`, and none of `not`. */
interface Range {
  readonly least: number | undefined;
  readonly below: number | undefined;
  readonly not: readonly number[];
}

/** What an unknown truth value is the answer to: whether `subject` is below `bound`, a number or another value that is not known, or the opposite. */
interface Test {
  readonly subject: number;
  readonly bound: number;
  readonly isOpposite: boolean;
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** A count that is larger says little of the limit that it is compared with. */
const mostCounted = 2;

/** Of so many others a value is remembered to be below. */
const mostAbove = 4;

/** What comparing with larger numbers has shown is not remembered: mostly they are times or sizes that are asked for once. */
const largest = 100;

/**
 * Values that are not known, and what comparing them has shown: a limit that was found to be at least 1 is so later, too, and
 * of two names the one that came first comes first again. The interval domain (Cousot, Cousot, Abstract interpretation,
 * POPL 1977, section 9) and a partial order, on each path by itself.
 */
export class WithRanges extends WithObjects {
  /**
   * Compares a number that is not known with one that is; undefined where these are not what is compared. What a count is
   * compared with (`isCounted`: none of the two stands in the code) is a limit.
   */
  compared(operator: string, a: number, b: number, isCounted: boolean): number | undefined {
    if (!Object.hasOwn(mirrored, operator)) return undefined;
    a = this.resolve(a);
    b = this.resolve(b);
    if (this.hasAnswers(a) && this.hasAnswers(b)) return this.#asked(operator.startsWith('<') ? { subject: a, bound: b, isOpposite: false } : { subject: b, bound: a, isOpposite: false });
    const [subject, number, asked] = isInteger(b) ? [a, b, operator] : [b, a, mirrored[operator]];
    if (!isInteger(number) || this.memory.kindOf(subject) !== kind.unknown || subject === HOLE) return undefined;
    const bound = payload(number) + (asked === '<=' || asked === '>' ? 1 : 0);
    const isOpposite = asked === '>' || asked === '>=';
    const compared = this.#comparedBy(subject);
    // a comparison of two values gives less than 0 where the first comes first
    if (compared !== undefined) return this.#asked(bound <= 0 ? { ...compared, isOpposite } : { subject: compared.bound, bound: compared.subject, isOpposite: !isOpposite });
    const known = this.#answer({ subject, bound: integer(bound), isOpposite });
    if (known !== undefined) return boolean(known);
    if (this.isPassing(subject)) return bound === 1 ? this.#asked({ subject, bound: integer(bound), isOpposite }) : undefined;
    if (isCounted && payload(number) >= 0 && payload(number) <= mostCounted) return boolean(this.#limit(subject) < bound !== isOpposite);
    if (Math.abs(bound) > largest) return undefined;
    return this.#asked({ subject, bound: integer(bound), isOpposite });
  }

  /** A number that is too large to be kept exactly: all that is known is what it is at least. */
  newLarge(least: number): number {
    return this.bounded(this.newUnknown(2), { least, below: undefined });
  }

  /** Notes of a number that is not known what it is at least, or what it is below. */
  bounded(value: number, { least, below }: Pick<Range, 'least' | 'below'>): number {
    if (least !== undefined && least > 0) this.decide(value, true);
    this.#remember(value, { least, below, not: [] });
    return value;
  }

  /** Whether it has shown between which numbers a value lies that is not known. */
  isNumber(value: number): boolean {
    value = this.resolve(value);
    return this.isUnknown(value) && value !== HOLE && this.getOwn(payload(value), this.literal('@@range')) !== HOLE;
  }

  /**
   * A large number and a known one added or taken from it is as much larger or smaller, up to `most`: a counter that only grows
   * ends in one value (widening: Cousot, Cousot, section 9). Undefined where these are not what is computed with, or little is left.
   */
  shifted(operator: string, a: number, b: number, most: number): number | undefined {
    const [subject, by] = operator === '+' && isInteger(a) ? [b, a] : [a, b];
    if ((operator !== '+' && operator !== '-') || !isInteger(by) || !this.isUnknown(subject) || subject === HOLE || this.quality(subject) === 1) return undefined;
    const { least = 0 } = this.#range(subject);
    const shifted = operator === '+' ? least + payload(by) : least - payload(by);
    return least < 1 || shifted < 1 ? undefined : this.newLarge(Math.min(shifted, most));
  }

  /** Whether a value comes before another in the order of its kind; chosen where neither is known, and so from then on. */
  isBefore(a: number, b: number): boolean | undefined {
    a = this.resolve(a);
    b = this.resolve(b);
    if (!this.hasAnswers(a) || !this.hasAnswers(b) || a === b) return undefined;
    const test: Test = { subject: a, bound: b, isOpposite: false };
    return this.#answer(test) ?? this.#learn(test, this.choose(2, 1) === 0);
  }

  /** A limit that is not known is one or two: it lets something through, and what it keeps out shows with few (Jackson, Software Abstractions, on the small scope hypothesis). */
  #limit(subject: number): number {
    const small = [2, 1].filter((number) => !this.isBeyond(subject, number));
    const limit = small[this.choose(small.length, 1)] ?? 2;
    this.become(subject, integer(limit));
    if (this.level === 0) this.level = 1;
    return limit;
  }

  #asked(test: Test): number {
    const known = this.#answer(test);
    if (known !== undefined) return boolean(known);
    const result = this.newUnknown(this.quality(test.subject));
    this.setOwn(payload(result), this.literal('@@test'), this.newArray([test.subject, test.bound, boolean(test.isOpposite)]));
    return result;
  }

  /** Whether what is asked of a value is remembered: it is not known, and not another each time it is looked at. */
  hasAnswers(value: number): boolean {
    return value !== HOLE && this.memory.kindOf(value) === kind.unknown && !this.isPassing(value);
  }

  /** The two values whose comparison a value is: `a - b`, `a.localeCompare(b)`. */
  #comparedBy(value: number): Pick<Test, 'subject' | 'bound'> | undefined {
    const term = this.getOwn(payload(value), this.literal('@@term'));
    if (term === HOLE) return undefined;
    const [name, first, second = HOLE] = this.memory.items(payload(term), container.items);
    const [subject, bound] = [this.resolve(first), this.resolve(second)];
    return (name === this.literal('-') || name === this.literal('localeCompare')) && this.hasAnswers(subject) && this.hasAnswers(bound) && subject !== bound ? { subject, bound } : undefined;
  }

  /** Whether it is remembered that a value comes before another, by way of others if need be. */
  #isKnownBefore(a: number, b: number): boolean {
    const seen = new Set([a]);
    for (const value of seen) {
      if (value === b) return true;
      for (const above of this.#above(value)) seen.add(above);
    }
    return false;
  }

  #above(value: number): readonly number[] {
    const known = this.memory.kindOf(value) === kind.unknown ? this.getOwn(payload(value), this.literal('@@above')) : HOLE;
    return known === HOLE ? [] : this.memory.items(payload(known), container.items).map((above) => this.resolve(above));
  }

  /** Whether a number that is not known cannot be this one. */
  isBeyond(subject: number, number: number): boolean {
    const { least, below, not } = this.#range(subject);
    return (least !== undefined && number < least) || (below !== undefined && number >= below) || not.includes(number);
  }

  /** Remembers that a number that is not known is not this one; says whether that is for it to remember. */
  excludes(subject: number, number: number): boolean {
    const range = this.#range(subject);
    if (this.isPassing(subject)) {
      if (number === 0) this.#noteSome(subject);
    } else if (Math.abs(number) <= largest) this.#remember(subject, { ...range, not: [...range.not, number].sort((a, b) => a - b) });
    else return false;
    return true;
  }

  /** How many there are changes, but that there were some is noted for who goes through them. */
  #noteSome(count: number): void {
    if (count !== HOLE) this.setOwn(payload(count), this.literal('@@some'), TRUE);
  }

  /** Whether a count was found not to be 0. */
  isSome(count: number): boolean {
    if (count === HOLE || this.memory.kindOf(count) !== kind.unknown) return isInteger(count) && payload(count) > 0;
    return this.memory.words[payload(count) + unknown.truth] === integer(truth.truthy) || this.getOwn(payload(count), this.literal('@@some')) !== HOLE;
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
    return { subject: this.resolve(subject), bound: this.resolve(bound), isOpposite: isOpposite === TRUE };
  }

  /** The answer as far as it is known by now. */
  #answer({ subject, bound, isOpposite }: Test): boolean | undefined {
    if (!isInteger(bound)) return this.#isKnownBefore(subject, bound) ? !isOpposite : this.#isKnownBefore(bound, subject) ? isOpposite : undefined;
    const number = payload(bound);
    if (isInteger(subject)) return payload(subject) < number !== isOpposite;
    const { least, below } = this.#range(subject);
    if (below !== undefined && below <= number) return !isOpposite;
    return least !== undefined && least >= number ? isOpposite : undefined;
  }

  #learn({ subject, bound, isOpposite }: Test, answer: boolean): boolean {
    if (this.memory.kindOf(subject) !== kind.unknown) return answer;
    if (isInteger(bound) && this.isPassing(subject)) {
      if (answer === isOpposite) this.#noteSome(subject);
    } else if (isInteger(bound)) {
      const range = this.#range(subject);
      this.#remember(subject, answer === isOpposite ? { ...range, least: payload(bound) } : { ...range, below: payload(bound) });
    } else if (answer === isOpposite) this.#order(bound, subject);
    else this.#order(subject, bound);
    return answer;
  }

  #order(first: number, second: number): void {
    const above = this.#above(first);
    if (this.hasAnswers(first) && this.hasAnswers(second) && above.length < mostAbove) this.setOwn(payload(first), this.literal('@@above'), this.newArray([...above, second]));
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
