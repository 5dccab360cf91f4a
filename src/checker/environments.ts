import type { Model } from '../model/ir/ir.ts';
import { environmentLevels } from './obligations/uses.ts';

/**
 * What the variables that closures share are, over all procedures: by the outermost procedure, how many environments deep
 * in it they are, and where there. Two of the same depth are taken for one, which is never too little to keep. Undefined
 * where a procedure is made in two places that do not agree on this.
 */
export function variablesOf({ procedures, classes }: Model): ((procedure: number, pc: number, depth: number, index: number) => string) | undefined {
  const levels = procedures.map((procedure) => environmentLevels(procedure));
  const outer = new Map<number, { readonly root: number; readonly level: number }>();
  const outerOf = (p: number): { readonly root: number; readonly level: number } => outer.get(p) ?? { root: p, level: 0 };
  const isOutermost = new Set(procedures.keys());
  const madeBy = procedures.map(({ code }) => code.flatMap((i, pc) => {
    if (i.op === 'closure') return [{ pc, procedure: i.procedure }];
    if (i.op !== 'class') return [];
    const { constructor, fields, members } = classes[i.index];
    return [constructor, fields, ...members.map(({ procedure }) => procedure)].filter((p) => p >= 0).map((procedure) => ({ pc, procedure }));
  }));
  for (const made of madeBy) for (const { procedure } of made) isOutermost.delete(procedure);
  const work = [...isOutermost];
  for (let p = work.pop(); p !== undefined; p = work.pop()) {
    const { root, level } = outerOf(p);
    for (const { pc, procedure } of madeBy[p]) {
      const at = { root, level: level + levels[p][pc] };
      const known = outer.get(procedure);
      if (known !== undefined && (known.root !== at.root || known.level !== at.level)) return undefined;
      if (known !== undefined) continue;
      outer.set(procedure, at);
      work.push(procedure);
    }
  }
  return (p, pc, depth, index) => `${String(outerOf(p).root)} ${String(outerOf(p).level + levels[p][pc] - depth)} ${String(index)}`;
}
