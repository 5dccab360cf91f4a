import type { Code } from './code.ts';
import type { Constants } from './places.ts';

/**
 * What a value owes to another: `same` is that value, `computed` is made of it by the function's own arithmetic or by
 * spreading it into a new list or object, `derived` comes from it in some other way.
 */
type Derivation = 'none' | 'same' | 'derived' | 'computed';

const strengths: readonly Derivation[] = ['none', 'same', 'derived', 'computed'];

function stronger(a: Derivation, b: Derivation): Derivation {
  return strengths.indexOf(a) >= strengths.indexOf(b) ? a : b;
}

const arithmetic = new Set(['+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>', 'concat']);

/** Methods that only compute, of numbers, texts and lists. */
const computing = new Set(['concat', 'toSpliced', 'toSorted', 'with', 'max', 'min']);

/** What an operand owes to the value that the instruction at `source` gives. */
export function derivation(constants: Constants, code: Code, operand: number, source: number): Derivation {
  const seen = new Set<number>();
  const strongest = (operands: readonly number[]): Derivation => operands.map(of).reduce(stronger, 'none');
  const through = (operands: readonly number[], computes: boolean): Derivation => {
    const inner = strongest(operands);
    return inner === 'none' ? 'none' : computes && inner !== 'derived' ? 'computed' : 'derived';
  };

  function of(slot: number): Derivation {
    if (slot < 0 || seen.has(slot)) return 'none';
    seen.add(slot);
    return code.definitions(slot).map((pc): Derivation => (pc === source ? 'same' : pc < 0 ? 'none' : from(pc, slot))).reduce(stronger, 'none');
  }

  function from(pc: number, slot: number): Derivation {
    const i = code.instructions[pc];
    switch (i.op) {
      case 'move': return of(i.a);
      // `count++` reads its operand as a number first
      case 'unary': return i.operator === '+' ? of(i.a) : through([i.a], i.operator === '-' || i.operator === '~');
      case 'binary': return through([i.a, i.b], arithmetic.has(i.operator));
      case 'array': case 'object': return through([...i.values, ...spreadInto(code, slot)], true);
      case 'get': return through([i.object], false);
      case 'await': return through([i.a], false);
      case 'call': return through([i.self, ...i.args], false);
      case 'new': return through(i.args, false);
      case 'invoke': return through([i.object, ...i.args], isComputing(constants, i.key));
      default: return 'none';
    }
  }

  return of(operand);
}

function isComputing(constants: Constants, key: number): boolean {
  const constant = key < 0 ? constants[-1 - key] : undefined;
  return constant?.kind === 'literal' && computing.has(String(constant.value));
}

/** What is spread into a list or object that is being made in a slot. */
function spreadInto(code: Code, slot: number): number[] {
  return code.instructions.flatMap((i) => ((i.op === 'extend' || i.op === 'assign') && i.target === slot ? [i.source] : []));
}
