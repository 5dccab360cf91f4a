import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-asked-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

let count = 0;
function checked(text: string): readonly string[] {
  const file = join(folder, `${String(count++)}.ts`);
  writeFileSync(file, text);
  const [model] = buildModels({ root: folder, files: [file] }).models;
  const { findings, entries } = checkModel(model, { maxStates: 20_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any' });
  expect(entries.map(({ reason }) => reason)).not.toContain('incomplete');
  return findings.map(({ kind, confidence, location }) => `${kind} ${confidence} ${String(location.line)}`);
}

/** A gate that is opened where a question about a parameter is answered in one way, after who answers it in the other has left. */
const asksTwice = (question: string): string => `
class Own { close(): void {} }
export async function pass(x: any): Promise<void> {
  if (${question}) return;
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => { open = resolve; });
  if (!(${question})) open();
  await gate;
}
`;

it.each([
  "typeof x === 'function'", "typeof x === 'undefined'", 'x instanceof Error', 'x instanceof Own', 'Array.isArray(x)', 'Number.isInteger(x)',
  "x === 'fast'", 'x === 5', 'x === true', 'x > 5', "x.kind === 'fast'", "'then' in x", "x.startsWith('/')", '/^[a-z]+$/.test(x)',
])('answers %s twice in the same way', (question) => {
  expect(checked(asksTwice(question))).toEqual([]);
});

it.each([
  ['a size', 'x.items.length === 0'], ['a method', 'x.isOpen()'], ['the time', 'Date.now() > x.end'],
])('asks about %s again, which may have changed', (_, question) => {
  expect(checked(asksTwice(question))).toHaveLength(1);
});
