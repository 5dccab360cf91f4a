import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formats, reporters } from '../../src/report/index.ts';
import { json } from '../../src/report/json.ts';
import type { Report } from '../../src/report/report.ts';
import { context, sample } from './sample.ts';

test('what is printed is the report, with its fields in the order of the format', () => {
  const text = json(sample, context);
  expect(JSON.parse(text)).toEqual(sample);
  expect(text.endsWith('\n}\n')).toBe(true);
  expect(text).toContain(`{
      "id": "leak-09b1d7e4",
      "kind": "leak",
      "confidence": "possible",
      "message": "worker sends on results, which nobody receives from.",
      "location": {
        "file": "src/worker.ts",
        "line": 2,
        "column": 9,
        "endLine": 2,
        "endColumn": 30
      },
      "entry": {
        "name": "worker",
        "file": "src/worker.ts",
        "line": 1
      },
      "blocked": [
        {
          "task": "worker",
          "operation": "send",
          "resource": "results",
          "location": {
            "file": "src/worker.ts",
            "line": 2,
            "column": 9,
            "endLine": 2,
            "endColumn": 30
          }
        }
      ],
      "waiting": [],
      "trace": [`);
});

test('nothing of the engine slips into the format', () => {
  const entries = sample.entries.map(entry => ({ ...entry, cache: 'hit' }));
  expect(json({ ...sample, entries }, context)).toBe(json(sample, context));
});

test('colour, width and sources make no difference', () => {
  expect(json(sample, { ...context, colour: true, width: 20, source: () => undefined })).toBe(json(sample, context));
});

test('the schema names exactly the fields that are printed', () => {
  const schema: unknown = JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8'));
  const [finding] = sample.findings;
  const report = JSON.parse(json({ ...sample, shard: { index: 1, of: 2, files: ['src/worker.ts'], isWhole: true } }, context)) as Report;
  const printed: Readonly<Record<string, object | undefined>> = {
    '#': report,
    '#/properties/shard': report.shard,
    '#/$defs/finding': finding,
    '#/$defs/location': finding?.location,
    '#/$defs/blocked': finding?.blocked[0],
    '#/$defs/step': finding?.trace[0],
    '#/$defs/waitFor': finding?.waitFor[0],
    '#/$defs/coffman': finding?.coffman ?? undefined,
    '#/$defs/suppressed': sample.suppressed[0],
    '#/$defs/entry': sample.entries[0],
    '#/$defs/diagnostic': sample.diagnostics[0],
    '#/properties/summary': sample.summary,
  };
  for (const [pointer, value] of Object.entries(printed)) {
    const part = pointer.split('/').slice(1).reduce(property, schema);
    // only a report of a part says of which
    expect(property(part, 'required'), pointer).toEqual(Object.keys(value ?? {}).filter((key) => key !== 'shard'));
    expect(keys(property(part, 'properties')), pointer).toEqual(Object.keys(value ?? {}));
    expect(property(part, 'additionalProperties'), pointer).toBe(false);
  }
});

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}

function keys(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

test('every format has a reporter', async () => {
  expect(formats).toEqual(Object.keys(reporters));
  expect(await reporters.json()).toBe(json);
  expect(typeof await reporters.pretty()).toBe('function');
});
