import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import type { Library } from '../../src/libraries/library.ts';
import { buildModels } from '../../src/model/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

/** A library that does not exist: that its programs are understood shows that a description is all it takes. */
const madeUp: Library = {
  modules: ['tidewater'],
  exports: {
    Sluice: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { constant: 1 } },
      policy: { releaseFree: 'ignore', max: 1 },
      members: {
        enter: { op: 'mutex.acquire', gives: 'handle', handle: 'Passage', async: true },
        during: { op: 'mutex.runExclusive', operands: { callback: { argument: 0 } }, async: true },
      },
    },
    Passage: { kind: 'class', primitive: 'mutex', members: { leave: { op: 'token.release' } } },
    openCanal: { kind: 'class', primitive: 'channel', factory: true, construct: { capacity: { option: 'room', of: 0, default: 0 } }, members: {
      push: { op: 'channel.send', operands: { value: { argument: 0 } }, async: true },
      pull: { op: 'channel.receive', async: true },
    } },
  },
};

function check(source: string, library: readonly Library[] = [madeUp]): string[] {
  const file = join(folder, 'program.ts');
  writeFileSync(file, source);
  const { models } = buildModels({ root: folder, files: [file], libraries: library });
  return [...models].flatMap((model) => checkModel(model, { maxStates: 10_000, timeoutSeconds: 10, maxMemoryMb: 500, schedule: 'any' }).findings)
    .map((f) => `${f.kind} ${f.blocked.map((b) => `${b.operation} ${b.resource} ${String(b.location.line)}`).join(', ')}`);
}

const nested = `import { Sluice } from 'tidewater';
const gate = new Sluice();
export async function main(): Promise<void> {
  const passage = await gate.enter();
  await gate.during(() => undefined);
  passage.leave();
}
`;

it('finds a lock of a made-up library taken again while it is held', () => {
  expect(check(nested)).toEqual(['deadlock acquire gate 5']);
});

it('is silent where the lock is given back before', () => {
  expect(check(nested.replace('  passage.leave();\n', '').replace('  await gate.during', '  passage.leave();\n  await gate.during'))).toEqual([]);
});

it('finds a sender that a made-up channel without room keeps for ever', () => {
  const program = (room: number): string => `import { openCanal as dig } from 'tidewater';
export async function main(): Promise<void> {
  const canal = dig({ room: ${String(room)} });
  void canal.push('barge');
}
`;
  expect(check(program(0))).toEqual(['leak send canal 4']);
  expect(check(program(1))).toEqual([]);
});

it('knows nothing of the library without its description', () => {
  expect(check(nested, [])).toEqual([]);
});
