import type { Model } from '../model/ir/ir.ts';

/** Whether a program asks if anything else can run: what it does then depends on all others at once. */
export function watchesQuiet(model: Model): boolean {
  return model.procedures.some(({ code }) => code.some((i) => i.op === 'operate' && i.name === 'stream.isQuiet'));
}
