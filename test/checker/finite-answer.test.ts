import { globSync } from 'tinyglobby';
import { expect, it, test } from 'vitest';
import { families } from '../../bench/family-texts.mjs';
import { checkModel } from '../../src/checker/check.ts';
import type { Finding } from '../../src/checker/finding.ts';
import { answerByFiniteModel } from '../../src/checker/finite/answer.ts';
import { buildModels } from '../../src/model/build.ts';
import { folder } from '../cli/harness.ts';

const limits = { maxStates: 20_000, timeoutSeconds: 30, maxMemoryMb: 1000, schedule: 'any' } as const;
const kindsOf = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ kind, confidence }) => `${confidence} ${kind}`))].sort();

it.each(globSync(['fixtures/models/{philosophers,ab-ba,peterson,ring-election}-*.csp', 'fixtures/classic/ab-ba-*.ts'], { absolute: true }).sort())('%s: the finite model is told of as the machine is', (file) => {
  const [model] = buildModels({ root: process.cwd(), files: [file] }).models;
  const answer = answerByFiniteModel(model, model.entries[0], { ...limits, now: () => performance.now() });
  const { findings } = checkModel(model, limits);
  expect(kindsOf(answer?.findings ?? [])).toEqual(kindsOf(findings.filter(({ kind }) => kind !== 'race')));
  expect(answer).toBeDefined();
});

test('where all states are too many, pairs that have nothing to do with one another are explored one after the other', () => {
  const at = folder({ 'a.ts': families['independent pairs'](8) });
  const [model] = buildModels({ root: at, files: [`${at}/a.ts`] }).models;
  const answer = answerByFiniteModel(model, model.entries[0], { ...limits, maxStates: 1000, now: () => performance.now() });
  expect([answer?.findings, answer?.searched.states]).toEqual([[], 98]);
});
