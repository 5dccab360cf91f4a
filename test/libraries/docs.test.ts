import { expect, it } from 'vitest';
import { libraries } from '../../src/libraries/index.ts';
import { primitives } from '../../src/checker/primitives/index.ts';
import { chapterTexts, operationsIn } from '../../src/model/chapters.ts';
import { preludeText } from '../../src/model/prelude.ts';
import { libraryTable } from './table.ts';

it('docs/libraries.md is what the descriptions say (vitest -u writes it)', async () => {
  await expect(libraryTable(libraries)).toMatchFileSnapshot('../../docs/libraries.md');
});

it('each described operation is a primitive one or one of the prelude', () => {
  const known = new Set(primitives.flatMap((p) => Object.keys(p.operations).map((name) => `${p.name}.${name}`)));
  for (const name of [preludeText, ...chapterTexts].flatMap(operationsIn)) known.add(name);
  const exported = libraries.flatMap((library) => Object.values(library.exports)).filter((meaning) => meaning.kind === 'function' || meaning.primitive !== 'pool');
  const described = exported.flatMap((meaning) => (meaning.kind === 'function' ? [meaning.op]
    : [...(meaning.setup === undefined ? [] : [{ op: meaning.setup }]), ...Object.values(meaning.members), ...Object.values(meaning.statics ?? {}), ...(meaning.call === undefined ? [] : [meaning.call]), ...(meaning.iterate === undefined ? [] : [meaning.iterate])].map((o) => o.op)));
  expect(described.filter((op) => !known.has(op))).toEqual([]);
});
