import { checkModel } from '../checker/check.ts';
import { buildModels } from '../model/build.ts';
import type { Model } from '../model/ir/ir.ts';
import type { Engine, EngineModel } from './engine.ts';

/** The real engine behind the command. */
export const engine: Engine = {
  build: options => {
    const { models, diagnostics, files } = buildModels(options);
    return {
      models: wrap(models),
      diagnostics,
      files,
    };
  },
};

function* wrap(models: Iterable<Model>): Generator<EngineModel> {
  for (const model of models) yield { check: limits => checkModel(model, limits), print: async () => (await import('../model/print.ts')).printModel(model) };
}
