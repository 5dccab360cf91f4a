import { checkModel } from '../checker/check.ts';
import { buildModels } from '../model/build.ts';
import { printModel } from '../model/print.ts';
import type { Engine } from './engine.ts';

/** The real engine behind the command. */
export const engine: Engine = {
  build: options => {
    const { models, diagnostics, files } = buildModels(options);
    return {
      models: models.map(model => ({ check: limits => checkModel(model, limits), print: () => printModel(model) })),
      diagnostics,
      files,
    };
  },
};
