import type { Library } from './library.ts';

/** p-map: at most `concurrency` calls of the mapper at once. The first failure rejects, while those that run go on. An iterable that waits is read to its end first. */
export const pMap: Library = {
  modules: ['p-map'],
  versions: '>=5 <8',
  exports: {},
  standIn: `
export const pMapSkip = Symbol('skip');

export default async function pMap(iterable, mapper, options) {
  const { concurrency = Number.POSITIVE_INFINITY, stopOnError = true, signal } = options ?? {};
  if (signal !== undefined) signal.throwIfAborted();
  const items = [];
  if (Array.isArray(iterable)) items.push(...iterable);
  else for await (const item of iterable) items.push(item);
  const results = [];
  const errors = [];
  let next = 0;
  let isStopped = false;
  const work = async () => {
    while (next < items.length && !isStopped) {
      const index = next++;
      try { results[index] = await mapper(await items[index], index); }
      catch (error) {
        results[index] = pMapSkip;
        errors.push(error);
        if (!stopOnError) continue;
        isStopped = true;
        throw error;
      }
    }
  };
  const workers = [];
  for (let i = 0; i < concurrency && i < items.length; i++) workers.push(work());
  if (signal === undefined) await Promise.all(workers);
  else {
    const aborted = $op('promise.create');
    const stop = () => {
      isStopped = true;
      $op('promise.reject', aborted, signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    try { await Promise.race([Promise.all(workers), aborted]); }
    finally { signal.removeEventListener('abort', stop); }
  }
  if (errors.length > 0) throw new AggregateError(errors);
  return results.filter((result) => result !== pMapSkip);
}
`,
};
