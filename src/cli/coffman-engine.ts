import { checkEntry } from '../checker/check.ts';
import { forInstalled, libraries as builtin } from '../libraries/index.ts';
import { buildEach, type FileModel } from '../model/build.ts';
import { closureDigests } from '../model/closures.ts';
import { digestOf } from '../model/digest.ts';
import { installedVersions } from '../model/installed.ts';
import { packed } from '../model/packed.ts';
import { compilerOptionsOf } from '../model/imports.ts';
import { elisionBy } from '../model/lower/elided.ts';
import { displayed } from '../model/paths.ts';
import ts from '../model/typescript.ts';
import type { BuildOptions, Engine, EngineModel } from './engine.ts';

/** The real engine behind the command. */
export const engine: Engine = {
  build: models,
  digests: (options, graph) => {
    const closures = closureDigests(options.files, graph, file => displayed(options.root, file));
    const common = commonDigest(options);
    return file => digestOf([common, closures(file)]);
  },
  // a loader that runs the sources as they are does not reach into threads
  worker: import.meta.url.endsWith('.ts') ? undefined : new URL('./worker.js', import.meta.url),
};

/** What all files depend on: the parser, which imports are run, the descriptions that are in use, and which entries are wanted. */
function commonDigest({ root, tsconfig, libraries = [], entries }: BuildOptions): string {
  const versionOf = installedVersions(root);
  const used = forInstalled(builtin, versionOf).map(library => builtin.indexOf(library));
  // where a version is not known, it is chosen by what the files use
  const isKnown = builtin.filter(({ standIn, versions }) => standIn !== undefined && versions !== undefined).map(({ modules }) => versionOf(modules[0]) !== undefined);
  return digestOf([JSON.stringify([ts.version, elisionBy(compilerOptionsOf(tsconfig)), libraries, used, isKnown, entries ?? null])]);
}

function* models(options: BuildOptions): Generator<EngineModel> {
  for (const file of buildEach(options)) yield engineModel(file);
}

function engineModel({ file, model, diagnostics, failure }: FileModel): EngineModel {
  if (model === undefined) return { file, diagnostics, ...(failure === undefined ? {} : { failure }), entries: 0, data: undefined, check: none, promela: none, print: none };
  return {
    file,
    diagnostics,
    entries: model.entries.length,
    get data() { return packed(model); },
    check: (entry, limits, onProgress) => checkEntry(model, model.entries[entry], { ...limits, onProgress }),
    promela: async (entry, limits) => {
      const { exportEntry } = await import('../checker/finite/export.ts');
      const { name, site } = model.entries[entry];
      const { file: place, line } = model.sites[site];
      return { ...exportEntry(model, model.entries[entry], { ...limits, now: () => performance.now() }), entry: { name, file: place, line } };
    },
    print: async () => (await import('../model/print.ts')).printModel(model),
  };
}

function none(): never {
  throw new Error('the file has no entries');
}
