import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawn, type Draw } from './draw.ts';
import { extreme } from './extremes.ts';
import { program } from './grammar.ts';
import { mangled, mutant } from './mutate.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

const corpus = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.startsWith('sample-repo')).sort().map((name) => readFileSync(fixtures + name, 'utf8'));

const ways: readonly ((draw: Draw) => string)[] = [
  program,
  ...Array.from({ length: 5 }, () => (draw: Draw) => mutant(draw, corpus)),
  program,
  (draw) => mangled(draw, corpus),
  program,
  (draw) => (draw(4) === 0 ? extreme(draw) : mangled(draw, corpus)),
];

/** The file of a seed: generated, put together anew from fixtures, or spoilt. The same as long as the fixtures are. */
export function textOf(seed: number): string {
  return drawn(seed, (draw) => ways[seed % ways.length](draw));
}
