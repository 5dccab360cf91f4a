import rule from '../../src/rules/no-double-close.ts';
import { named, testRule, wrong } from './tester.ts';

function inRun(body: string): string {
  return `import { Chan } from 'ts-chan';
export async function run(jobs: string[], out: Chan<string>, work: (job: string) => Promise<string>) {
${body}
}`;
}

testRule('no-double-close', rule, {
  valid: [
    named('once, in finally', inRun('  try { for (const job of jobs) await out.send(await work(job)); } finally { out.close(); }')),
    named('on each of two branches', inRun('  if (jobs.length === 0) { out.close(); return; }\n  await work(jobs[0]);\n  out.close();')),
    named('in the branches of an if', inRun('  if (jobs.length > 0) { await work(jobs[0]); out.close(); } else { out.close(); }')),
    named('a flag', inRun(`  let closed = false;
  for (const job of jobs) {
    if (job === 'last' && !closed) { closed = true; out.close(); break; }
    await work(job);
  }
  if (!closed) out.close();`)),
    named('another channel', inRun('  const log = new Chan<string>();\n  out.close();\n  log.close();')),
    named('a channel of the round', inRun('  for (const job of jobs) { const done = new Chan<void>(); void work(job); done.close(); }')),
    named('each of a list', `import { Chan } from 'ts-chan';
export function closeAll(all: Chan<string>[]) { for (const channel of all) channel.close(); }`),
    named('each in a list of objects', `import { Chan } from 'ts-chan';
export function closeAll(all: { readonly done: Chan<void> }[]) { for (const { done } of all) done.close(); }`),
    named('replaced in between', `import { Chan } from 'ts-chan';
export class Topic {
  #out = new Chan<string>();
  restart() { this.#out.close(); this.#out = new Chan<string>(); this.#out.close(); }
}`),
    named('the first close cannot be followed by the second', inRun('  try { await work(jobs[0]); out.close(); } catch (error) { out.close(); throw error; }')),
    named('in two functions', `import { Chan } from 'ts-chan';
export class Topic { #out = new Chan<string>(); end() { this.#out.close(); } stop() { this.#out.close(); } }`),
    named('a loop that ends with it', inRun('  for (;;) { if ((await work(jobs[0])) === "") { out.close(); break; } }')),
    named('something else that is closed', 'export function f(file: { close(): void }) { file.close(); file.close(); }'),
  ],
  invalid: [
    wrong('after the loop and in finally', inRun(`  try {
    for (const job of jobs) await out.send(await work(job));
    out.close();
  } finally {
    ▸out.close();
  }`), 'twice', { data: { channel: 'out', line: 5 } }),
    wrong('one after the other', inRun('  out.close();\n  await work(jobs[0]);\n  ▸out.close();'), 'twice', { data: { channel: 'out', line: 3 } }),
    wrong('an early close without a return', inRun('  if (jobs.length === 0) out.close();\n  for (const job of jobs) await work(job);\n  ▸out.close();'), 'twice'),
    wrong('something can throw in between', inRun(`  try {
    out.close();
    await work(jobs[0]);
  } catch (error) {
    ▸out.close();
    throw error;
  }`), 'twice', { data: { channel: 'out', line: 4 } }),
    wrong('in a loop', inRun('  for (const job of jobs) {\n    await out.send(await work(job));\n    ▸out.close();\n  }'), 'again', { data: { channel: 'out' } }),
    wrong('in a loop that goes on', inRun('  while (true) {\n    const result = await work(jobs[0]);\n    if (result === "end") ▸out.close();\n  }'), 'again'),
    wrong('a field', `import { Chan } from 'ts-chan';
export class Feed {
  readonly #items = new Chan<number>(8);
  async run(source: AsyncIterable<number>) {
    try {
      for await (const item of source) {
        if (item < 0) { this.#items.close(); break; }
        await this.#items.send(item);
      }
    } finally {
      ▸this.#items.close();
    }
  }
}`, 'twice', { data: { channel: 'this.#items', line: 7 } }),
    wrong('by another name', inRun('  const sink = out;\n  sink.close();\n  ▸out.close();'), 'twice', { data: { channel: 'out', line: 4 } }),
    wrong('a case that falls through', inRun(`  switch (await work(jobs[0])) {
    case 'end': out.close();
    default: ▸out.close();
  }`), 'twice'),
  ],
});
