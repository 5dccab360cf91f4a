import { checkEntry } from '../checker/check.ts';
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
  // a loader that runs the sources as they are does not reach into threads
  worker: import.meta.url.endsWith('.ts') ? undefined : new URL('./worker.js', import.meta.url),
};

function* wrap(models: Iterable<Model>): Generator<EngineModel> {
  for (const model of models) {
    yield {
      entries: model.entries.length,
      data: model,
      check: (entry, limits, onProgress) => checkEntry(model, model.entries[entry], { ...limits, onProgress }),
      promela: async (entry, limits) => {
        const { exportEntry } = await import('../checker/finite/export.ts');
        const { name, site } = model.entries[entry];
        const { file, line } = model.sites[site];
        return { ...exportEntry(model, model.entries[entry], { ...limits, now: () => performance.now() }), entry: { name, file, line } };
      },
      print: async () => (await import('../model/print.ts')).printModel(model),
    };
  }
}
