/** Small programs with random tasks over locks and channels: the same number gives the same program. */
export function generate(seed: number): string {
  let state = (seed + 1) * 0x9e3779b1;
  const below = (n: number): number => {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5;
    return ((state ^ (state >>> 13)) >>> 0) % n;
  };
  const locks = 1 + below(3);
  const channels = 1 + below(2);
  const lines = (n: number, indent: string): string[] => Array.from({ length: n }, () => statement(indent)).flat();
  const statement = (indent: string): string[] => {
    const lock = `lock${String(below(locks))}`;
    const channel = `chan${String(below(channels))}`;
    switch (below(8)) {
      case 0: return [`${indent}await ${channel}.send(${String(below(3))});`];
      case 1: return [`${indent}await ${channel}.recv();`];
      case 2: return [`${indent}await sleep(1);`];
      case 3: return [`${indent}if ((await ${channel}.recv()).value === ${String(below(3))}) {`, ...lines(1, `${indent}  `), `${indent}}`];
      case 4: return [`${indent}${channel}.close();`];
      default: return [`${indent}{`, `${indent}  const release = await ${lock}.acquire();`, ...lines(below(2), `${indent}  `), `${indent}  release();`, `${indent}}`];
    }
  };
  const tasks = Array.from({ length: 2 + below(2) }, (_, i) => [`async function task${String(i)}() {`, ...lines(1 + below(3), '  '), '}']);
  const starts = tasks.map((_, i) => `task${String(i)}()`);
  return [
    "import { setTimeout as sleep } from 'node:timers/promises';", "import { Mutex } from 'async-mutex';", "import { Chan } from 'ts-chan';",
    ...Array.from({ length: locks }, (_, i) => `const lock${String(i)} = new Mutex();`),
    ...Array.from({ length: channels }, (_, i) => `const chan${String(i)} = new Chan<number>(${String(below(3))});`),
    ...tasks.flat(),
    'export async function main() {', below(3) === 0 ? `  ${starts.map((start) => `void ${start};`).join(' ')}` : `  await Promise.all([${starts.join(', ')}]);`, '}', '',
  ].join('\n');
}
