import { Crew } from './crew.ts';
import type { Checked, CheckOptions, EngineModel, Progress } from './engine.ts';

/** What became of all files, in their order. */
export interface Judged {
  readonly checked: readonly Checked[];
  /** What the engine threw: the entries it concerns are missing. */
  readonly failures: readonly unknown[];
}

interface JudgingOptions {
  readonly limits: CheckOptions;
  /** Entries checked at once. */
  readonly jobs: number;
  readonly worker: URL | undefined;
  /** So many files are worth threads from the beginning. */
  readonly files: number;
  readonly progress: ProgressLine;
  /** Told of each file whose entries have all been checked, as soon as they have. */
  readonly keep?: (file: string, checked: Checked) => void;
}

/** Told of the entries as they come, file by file, and go. */
export interface ProgressLine {
  readonly found: (entries: number) => void;
  readonly explored: (entry: number, soFar: Progress) => void;
  readonly done: (entry: number, states: number) => void;
}

type Outcome = { readonly checked: Checked } | { readonly failure: unknown };

const manyFiles = 16;
/** To start threads takes about as long as to check a few small programs. */
const longEnoughMs = 1000;

/**
 * Checks the entries of all models. Threads are started only where there is work for them: at once for many files, else
 * when the work has taken a while. The outcome does not depend on it. A failure costs one entry; what the others gave is still reported.
 */
export async function judgeAll(models: Iterable<EngineModel>, options: JudgingOptions): Promise<Judged> {
  const { limits, jobs, worker, files, progress, keep } = options;
  const started = performance.now();
  const judged: Promise<JudgedFile>[] = [];
  const failures: unknown[] = [];
  let crew: Crew | undefined;
  let count = 0;
  try {
    for (const model of models) {
      progress.found(model.entries);
      const outcomes: Promise<Outcome>[] = [];
      for (let entry = 0; entry < model.entries; entry++) {
        const number = count++;
        const onProgress = (soFar: Progress): void => { progress.explored(number, soFar); };
        if (worker !== undefined && jobs > 1 && (files >= manyFiles || performance.now() - started > longEnoughMs)) crew ??= new Crew(worker, limits, jobs);
        const checking = crew === undefined ? checkHere(model, entry, limits, onProgress) : crew.check(model, entry, onProgress);
        outcomes.push(checking.then(checked => ({ checked }), (failure: unknown) => ({ failure })).then((outcome: Outcome) => {
          progress.done(number, 'checked' in outcome ? outcome.checked.entries.reduce((sum, { states }) => sum + states, 0) : 0);
          return outcome;
        }));
        await crew?.room();
      }
      judged.push(Promise.all(outcomes).then(settled => {
        const file = together(model, settled);
        if (file.failures.length === 0) keep?.(model.file, file.checked);
        return file;
      }));
    }
  } catch (failure) {
    failures.push(failure);
  }
  const settled = await Promise.all(judged);
  await crew?.end();
  return { checked: settled.map(({ checked }) => checked), failures: [...settled.flatMap(file => file.failures), ...failures] };
}

interface JudgedFile {
  readonly checked: Checked;
  readonly failures: readonly unknown[];
}

function together({ diagnostics, failure }: EngineModel, outcomes: readonly Outcome[]): JudgedFile {
  const checked = outcomes.flatMap(outcome => ('checked' in outcome ? [outcome.checked] : []));
  return {
    checked: {
      findings: checked.flatMap(({ findings }) => findings),
      entries: checked.flatMap(({ entries }) => entries),
      diagnostics: [...diagnostics, ...checked.flatMap(({ diagnostics: own }) => own)],
    },
    failures: [...(failure === undefined ? [] : [failure]), ...outcomes.flatMap(outcome => ('failure' in outcome ? [outcome.failure] : []))],
  };
}

// an async function, so that what it throws is a failure of this entry
// eslint-disable-next-line @typescript-eslint/require-await
async function checkHere(model: EngineModel, entry: number, limits: CheckOptions, onProgress: (soFar: Progress) => void): Promise<Checked> {
  return model.check(entry, limits, onProgress);
}
