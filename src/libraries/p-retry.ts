import type { Library } from './library.ts';

/** p-retry: calls again, after some time, what fails, up to `retries` times (10 unless said otherwise). */
export const pRetry: Library = {
  modules: ['p-retry'],
  versions: '>=5 <9',
  exports: {},
  standIn: `
export class AbortError extends Error {}

export default async function pRetry(input, options) {
  const { retries = 10, signal, onFailedAttempt, shouldRetry } = options ?? {};
  if (signal !== undefined) signal.throwIfAborted();
  for (let attempt = 1; ; attempt++) {
    try { return await input(attempt); }
    catch (error) {
      if (error instanceof AbortError) throw error;
      if (onFailedAttempt !== undefined) await onFailedAttempt({ error, attemptNumber: attempt, retriesLeft: retries + 1 - attempt });
      if (attempt > retries || (shouldRetry !== undefined && !(await shouldRetry({ error, attemptNumber: attempt })))) throw error;
    }
    await $op('timer.sleep', undefined, signal);
  }
}

export function makeRetriable(input, options) {
  return (...args) => pRetry(() => input(...args), options);
}
`,
};
