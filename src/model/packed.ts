import type { Model } from './ir/ir.ts';
import type { Location } from './location.ts';

/** Numbers that a place takes: its file, line, column, last line and last column. */
const width = 5;

/** A model to be sent to another thread. Its places, a few thousand objects, would take longer to copy than all the rest: they are numbers here. */
export interface PackedModel extends Omit<Model, 'sites'> {
  readonly sites: { readonly files: readonly string[]; readonly numbers: Int32Array };
}

export function packed(model: Model): PackedModel {
  const files = [...new Set(model.sites.map(({ file }) => file))];
  const indices = new Map(files.map((file, index) => [file, index]));
  const numbers = new Int32Array(model.sites.length * width);
  let at = 0;
  for (const { file, line, column, endLine, endColumn } of model.sites) {
    for (const number of [indices.get(file) ?? 0, line, column, endLine, endColumn]) numbers[at++] = number;
  }
  return { ...model, sites: { files, numbers } };
}

export function unpacked({ sites: { files, numbers }, ...rest }: PackedModel): Model {
  const sites = Array.from({ length: numbers.length / width }, (_, site): Location => {
    const [file, line, column, endLine, endColumn] = numbers.subarray(site * width, (site + 1) * width);
    return { file: files[file], line, column, endLine, endColumn };
  });
  return { ...rest, sites };
}
