import rule from '../../src/rules/no-send-after-close.ts';
import { named, testRule, wrong } from './tester.ts';

function inRun(body: string): string {
  return `import { Chan } from 'ts-chan';
export async function run(lines: string[], out: Chan<string>, work: (line: string) => Promise<string>) {
${body}
}`;
}

testRule('no-send-after-close', rule, {
  valid: [
    named('closed last', inRun('  for (const line of lines) await out.send(line);\n  out.close();')),
    named('closed in finally', inRun('  try { await out.send(lines[0]); } finally { out.close(); }')),
    named('an early exit', inRun('  if (lines.length === 0) { out.close(); return; }\n  await out.send(lines[0]);\n  out.close();')),
    named('a break', inRun('  for (const line of lines) { if (line === "") { out.close(); break; } await out.send(line); }')),
    named('another channel', inRun('  const log = new Chan<string>(1);\n  out.close();\n  await log.send("closed");')),
    named('a channel of the round', inRun('  for (const line of lines) { const one = new Chan<string>(1); await one.send(line); one.close(); }')),
    named('each of a list of replies', `import { Chan } from 'ts-chan';
export async function answer(requests: { readonly reply: Chan<string> }[]) {
  for (const { reply } of requests) { await reply.send('yes'); reply.close(); }
}`),
    named('replaced', `import { Chan } from 'ts-chan';
export class Topic {
  #out = new Chan<string>(1);
  async restart() { this.#out.close(); this.#out = new Chan<string>(1); await this.#out.send('again'); }
}`),
    named('a flag', inRun(`  let open = true;
  if (lines.length === 0) { open = false; out.close(); }
  if (open) await out.send(lines[0]);`)),
    named('a receive is allowed', inRun('  out.close();\n  await out.recv();')),
    named('a socket', 'export function f(socket: { send(text: string): void; close(): void }) { socket.close(); socket.send("x"); }'),
  ],
  invalid: [
    wrong('one after the other', inRun("  out.close();\n  await ▸out.send('end');"), 'closed', { data: { channel: 'out', line: 3, call: 'out.send()' } }),
    wrong('the loop goes on', inRun(`  for (const line of lines) {
    await ▸out.send(line);
    if (line === 'quit') out.close();
  }`), 'closed', { data: { channel: 'out', line: 5, call: 'out.send()' } }),
    wrong('a return is missing', inRun("  if (lines.length === 0) out.close();\n  await ▸out.send(lines[0] ?? '');\n"), 'closed'),
    wrong('a last word in finally', inRun(`  try {
    for (const line of lines) await out.send(await work(line));
    out.close();
  } finally {
    await ▸out.send('done');
  }`), 'closed', { data: { channel: 'out', line: 5, call: 'out.send()' } }),
    wrong('in the catch', inRun(`  try {
    out.close();
    await work(lines[0]);
  } catch (error) {
    await ▸out.send(String(error));
  }`), 'closed'),
    wrong('a try', inRun('  out.close();\n  return ▸out.trySend(lines[0]);'), 'closed', { data: { channel: 'out', line: 3, call: 'out.trySend()' } }),
    wrong('a field', `import { Chan } from 'ts-chan';
export class Bus {
  readonly #events = new Chan<string>(16);
  async stop() {
    this.#events.close();
    await ▸this.#events.send('stopped');
  }
}`, 'closed', { data: { channel: 'this.#events', line: 5, call: 'this.#events.send()' } }),
    wrong('two of them', inRun('  out.close();\n  await ▸out.send("a");\n  await ▸out.send("b");'), 'closed'),
    wrong('nobody waits for it', inRun('  out.close();\n  void ▸out.send("a");'), 'closed'),
  ],
});
