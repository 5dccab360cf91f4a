import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { analyse } from '../../src/checker/finite/analyse.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Model } from '../../src/model/ir/ir.ts';
import { parseModel } from '../../src/model/parse.ts';
import { printModel } from '../../src/model/print.ts';
import { folder } from '../cli/harness.ts';
import { finiteVerdict, generalVerdict } from '../oracle/verdicts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = globSync(['fixtures/models/*.csp'], { cwd: root }).sort();

function read(file: string, from = root): Model {
  const built = buildModels({ root: from, files: [file] });
  const [model] = built.models;
  if (model === undefined) throw new Error(built.diagnostics.map(({ message, location }) => `${message} (line ${String(location?.line)})`).join());
  return model;
}

const limits = { maxStates: 20_000, timeoutSeconds: 30, maxMemoryMb: 500, schedule: 'any' } as const;

describe.each(files)('%s', (file) => {
  const text = readFileSync(`${root}/${file}`, 'utf8');
  const model = read(`${root}/${file}`);

  test('has what its first line says', () => {
    const { findings, entries } = checkModel(model, limits);
    expect(entries.map(({ reason }) => reason)).toEqual([null]);
    const told = findings.filter(({ kind }) => kind !== 'race').flatMap(({ kind, location, blocked }) => (kind === 'throws' ? [{ text: 'throws at', location }] : blocked.map((b) => ({ text: `${kind} blocks`, location: b.location }))));
    const lines = [...new Set(told.map(({ location }) => location.line))].sort((a, b) => a - b);
    expect(`-- expect: ${[...new Set(told.map((one) => one.text))].join() || 'silent'}${lines.map((line) => ` ${String(line)}`).join()}`).toBe(text.split('\n')[0]);
  });

  test('is printed in full as the same model', () => {
    expect(parseModel(printModel(model))).toStrictEqual(model);
  });

  test('is the same to the machine and as a finite model', () => {
    const analysis = analyse(model, model.entries[0], { ...limits, keepsGraph: true, now: () => performance.now() });
    expect(analysis).toMatchObject({ kind: 'finite', searched: { incomplete: undefined } });
    if (analysis.kind === 'finite') expect(finiteVerdict(analysis.model, analysis.searched)).toEqual(generalVerdict(model, model.entries[0], { maxStates: 20_000, timeoutSeconds: 60 }));
  });
});

describe('a model written by hand is refused where', () => {
  const sound = 'library ts-chan/Chan\nglobals line\n\nentry main\n\nprocess main()\n  main = %line := new lib ts-chan/Chan(1) -> main.say\n  main.say = await %line.send(1) -> SKIP\n';

  test.each([
    ['a library is not known', sound.replace('ts-chan/Chan', 'ts-chan/Pipe'), 'no description of a library has ts-chan/Pipe (line 1)'],
    ['a process is not', sound.replace('entry main', 'entry start'), 'there is no process start (line 4)'],
    ['a step is none', sound.replace('await %line.send(1)', 'send on %line'), /not a step: .*send on .* \(line 8\)$/],
    ['an equation is missing', sound.replace('-> main.say', '-> main.tell'), /\(line \d+\)$/],
    ['a process has no name', sound.replace('process main()', 'process ()'), 'not a process: () (line 6)'],
  ])('%s', (_, text, message) => {
    const at = folder({ 'a.csp': text });
    expect(() => read(`${at}/a.csp`, at)).toThrow(message);
  });
});
