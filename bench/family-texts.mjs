/** Families of programs with a size, as TypeScript. */
const head = "import { setTimeout as sleep } from 'node:timers/promises';\nimport { Mutex } from 'async-mutex';\nimport { Chan } from 'ts-chan';\n";
const count = (n) => Array.from({ length: n }, (_, i) => i);

export const families = {
  philosophers: (n) => philosophers(n, (i) => [i, (i + 1) % n]),
  'philosophers, ordered': (n) => philosophers(n, (i) => [i, (i + 1) % n].sort((a, b) => a - b)),
  'pipeline, 3 values': (n, buffer) => `${head}async function stage(input: Chan<number>, output: Chan<number>) {
  for await (const value of input) await output.send(value);
  output.close();
}
async function source(output: Chan<number>) { for (const value of [1, 2, 3]) await output.send(value); output.close(); }
export async function main() {
  const chans = [${count(n + 1).map(() => `new Chan<number>(${buffer})`).join(', ')}];
  void source(chans[0]);
  ${count(n).map((i) => `void stage(chans[${i}], chans[${i + 1}]);`).join('\n  ')}
  for await (const value of chans[${n}]) await sleep(value);
}`,
  'fan-out': (n) => `${head}async function worker(jobs: Chan<number>, results: Chan<number>) { for await (const job of jobs) { await sleep(1); await results.send(job); } }
async function feed(jobs: Chan<number>) { for (let i = 0; i < ${n}; i++) await jobs.send(i); jobs.close(); }
export async function main() {
  const jobs = new Chan<number>(1);
  const results = new Chan<number>(1);
  void feed(jobs);
  ${count(n).map(() => 'void worker(jobs, results);').join('\n  ')}
  for (let i = 0; i < ${n}; i++) await results.receive();
}`,
  'identical workers': (n) => `${head}async function worker(jobs: Chan<number>, results: Chan<number>) { for await (const job of jobs) { await sleep(1); await results.send(job); } }
async function feed(jobs: Chan<number>) { for (let i = 0; i < 4; i++) await jobs.send(i); jobs.close(); }
export async function main() {
  const jobs = new Chan<number>(1);
  const results = new Chan<number>(1);
  void feed(jobs);
  for (let i = 0; i < ${n}; i++) void worker(jobs, results);
  for (let i = 0; i < 4; i++) await results.receive();
}`,
  'independent pairs': (n) => `${head}async function send(ch: Chan<number>) { for (;;) { await sleep(1); await ch.send(1); } }
async function receive(ch: Chan<number>) { for (;;) { await ch.recv(); await sleep(1); } }
export async function main() {
  const chans = [${count(n).map(() => 'new Chan<number>()').join(', ')}];
  await Promise.all([${count(n).map((i) => `send(chans[${i}]), receive(chans[${i}])`).join(', ')}]);
}`,
  'ring election': (n) => `${head}async function node(id: number, input: Chan<number>, output: Chan<number>) {
  await output.send(id);
  for (;;) {
    const { value } = await input.recv();
    if (value === undefined || value === id) return;
    if (value > id) await output.send(value);
  }
}
export async function main() {
  const chans = [${count(n).map(() => `new Chan<number>(${n})`).join(', ')}];
  ${count(n).map((i) => `void node(${(i * 7) % n + 1}, chans[${i}], chans[${(i + 1) % n}]);`).join('\n  ')}
}`,
};

function philosophers(n, forks) {
  return `${head}async function dine(first: Mutex, second: Mutex) { for (;;) { await sleep(1); const a = await first.acquire(); const b = await second.acquire(); b(); a(); } }
export async function main() {
  const forks = [${count(n).map(() => 'new Mutex()').join(', ')}];
  await Promise.all([${count(n).map((i) => `dine(${forks(i).map((f) => `forks[${f}]`).join(', ')})`).join(', ')}]);
}`;
}
