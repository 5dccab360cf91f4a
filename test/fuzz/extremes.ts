import { pick, type Draw } from './draw.ts';

const repeated = (text: string, times: number): string => text.repeat(times);

/** Shapes that are harmless in themselves and far too many: generated code and minified bundles have them. */
const shapes: readonly ((times: number) => string)[] = [
  (n) => `export async function main() { await ${repeated('(', n)}1${repeated(')', n)}; }`,
  (n) => `export async function main() { ${repeated('{', n)}await 1;${repeated('}', n)} }`,
  (n) => `export async function main() { ${repeated('if (x) {', n)}await 1;${repeated('}', n)} }`,
  (n) => `export async function main() { return 1${repeated(' + 1', n)}; }`,
  (n) => `export async function main() { return x${repeated('.a', n)}; }`,
  (n) => `export async function main() { await a${repeated('.then(() => 1)', n)}; }`,
  (n) => `export async function main() { ${repeated('try { await a(); } finally { b(); }\n', n)} }`,
  (n) => `export async function main() { ${repeated('if (await a()) return; else ', n)} return; }`,
  (n) => `export async function main() { ${repeated('try { ', n)}await a();${repeated(' } finally { b(); }', n)} }`,
  (n) => `export async function main() { const x = [${repeated('1, ', n)}]; for (const y of x) await y; }`,
  (n) => `export async function main() { switch (x) { ${repeated('case 1: await a(); ', n)} } }`,
  (n) => `export async function main() { ${repeated('await (async () => { ', n)}1;${repeated(' })();', n)} }`,
  (n) => `export async function main() { const f = ${repeated('() => ', n)}1; await f; }`,
  (n) => Array.from({ length: n }, (_, i) => `async function f${String(i)}() { await f${String(i + 1)}(); }`).join('\n') + '\nexport const main = () => f0();',
  (n) => Array.from({ length: n }, (_, i) => `const lock${String(i)} = new Mutex();`).join('\n') + `\nimport { Mutex } from 'async-mutex';\nexport async function main() { ${Array.from({ length: n }, (_, i) => `await lock${String(i)}.acquire();`).join('\n')} }`,
  (n) => `export async function main() { await Promise.all([${repeated('a(), ', n)}]); }`,
  (n) => `export async function main() { const { ${repeated('a: { ', n)}b${repeated(' }', n)} } = await x; }`,
  (n) => `export async function main() { await x; return \`${repeated('${1}', n)}\`; }`,
  (n) => `export async function main() { await x; return ${repeated('`${', n)}1${repeated('}`', n)}; }`,
  (n) => `export async function main(${Array.from({ length: n }, (_, i) => `a${String(i)} = 1`).join(', ')}) { await 1; }`,
  (n) => `export async function main() { await x; ${repeated('a ??= ', n)}1; return b${repeated(' ? c : d', n)}; }`,
  (n) => `${repeated('class A { static { ', n)}${repeated('} }', n)}\nexport async function main() { await 1; }`,
  (n) => `export async function main() { await '${repeated('x', n * 50)}'; }`,
  (n) => `type T = ${repeated('Promise<', n)}1${repeated('>', n)}; export async function main() { await 1; }`,
];

export function extreme(draw: Draw): string {
  return pick(draw, shapes)(pick(draw, [20, 100]));
}

export const extremes = (times: number): readonly string[] => shapes.map((shape) => shape(times));
