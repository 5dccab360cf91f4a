import { FALSE, HOLE, integer, kind, NULL, payload, reference, tag, truth, UNDEFINED, unknown } from '../values.ts';
import { WithStep } from './step.ts';

/** In the place of its quality, what says that an unknown of quality 1 passes. */
const passing = 3;

/** Values that are not known: they have identity, and what a branch finds out about one stays so. */
export class WithUnknowns extends WithStep {
  newUnknown(quality: 1 | 2 = 1): number {
    if (quality === 2) this.evidence.escaped = true;
    const cell = this.memory.allocate(kind.unknown, 5);
    const { words } = this.memory;
    words[cell + unknown.value] = HOLE;
    words[cell + unknown.quality] = integer(quality);
    words[cell + unknown.truth] = integer(truth.open);
    words[cell + unknown.shape] = integer(0);
    return reference(cell);
  }

  /** An unknown that was computed, or that is another one each time it is asked for (the time of day): where it comes in an order is not remembered. */
  passes(value: number): number {
    if (this.quality(value) === 1) this.memory.words[payload(value) + unknown.quality] = integer(passing);
    return value;
  }

  isPassing(value: number): boolean {
    return value === HOLE || this.memory.words[payload(value) + unknown.quality] !== integer(1);
  }

  /** Notes that the step rests on an approximation; returns an unknown for what was lost. */
  approximate(): number {
    this.level = 2;
    return this.newUnknown(2);
  }

  /** Follows unknowns that turned out to be some value. */
  resolve(value: number): number {
    const { words } = this.memory;
    while ((value & 7) === tag.reference && (words[value >> 3] & 63) === kind.unknown && words[(value >> 3) + unknown.value] !== HOLE) value = words[(value >> 3) + unknown.value];
    return value;
  }

  isUnknown(value: number): boolean {
    return value === HOLE || this.memory.kindOf(value) === kind.unknown;
  }

  quality(value: number): 1 | 2 {
    return value !== HOLE && this.memory.words[payload(value) + unknown.quality] === integer(2) ? 2 : 1;
  }

  become(value: number, known: number): void {
    if (value !== HOLE) this.memory.words[payload(value) + unknown.value] = known;
  }

  /** Whether a value is truthy; asks for a choice where it is not known, and remembers the answer. */
  truthy(value: number): boolean {
    value = this.resolve(value);
    switch (value & 7) {
      case tag.integer: return payload(value) !== 0;
      case tag.constant: {
        const constant = this.constants[payload(value)];
        return constant !== '' && constant !== 0 && !Number.isNaN(constant);
      }
      case tag.special: if (value !== HOLE) return value > FALSE && value !== HOLE; break;
      default: if (!this.isUnknown(value)) return true;
    }
    if (value === HOLE) return this.choose(2, 1) === 0;
    const { words } = this.memory;
    const known = payload(words[payload(value) + unknown.truth]);
    if (known === truth.truthy) return true;
    if (known === truth.falsy) return false;
    const answer = this.choose(2, this.quality(value)) === 0;
    words[payload(value) + unknown.truth] = integer(answer ? truth.truthy : truth.falsy);
    return answer;
  }

  /** Whether it is free to be truthy or falsy. */
  isOpen(value: number): boolean {
    value = this.resolve(value);
    return value !== HOLE && this.isUnknown(value) && payload(this.memory.words[payload(value) + unknown.truth]) === truth.open;
  }

  /** Notes that a value is there, as it was looked into. */
  mustBeThere(value: number): void {
    if (value === HOLE || !this.isOpen(value)) return;
    this.touch(payload(value));
    this.memory.words[payload(value) + unknown.truth] = integer(truth.present);
  }

  decide(value: number, isTruthy: boolean): void {
    this.memory.words[payload(this.resolve(value)) + unknown.truth] = integer(isTruthy ? truth.truthy : truth.falsy);
  }

  nullish(value: number): boolean {
    value = this.resolve(value);
    if (value === UNDEFINED || value === NULL) return true;
    if (!this.isUnknown(value)) return false;
    if (value === HOLE) return this.choose(2, 1) === 1;
    const { words } = this.memory;
    const known = payload(words[payload(value) + unknown.truth]);
    if (known === truth.truthy || known === truth.present) return false;
    if (this.choose(2, this.quality(value)) === 0) {
      if (known === truth.open) words[payload(value) + unknown.truth] = integer(truth.present);
      return false;
    }
    this.become(value, UNDEFINED);
    return true;
  }
}
