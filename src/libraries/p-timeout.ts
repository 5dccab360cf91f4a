import type { Library } from './library.ts';

/** p-timeout: rejects when the time is over, while what it waited for goes on. */
export const pTimeout: Library = {
  modules: ['p-timeout'],
  versions: '>=5 <9',
  exports: {},
  standIn: `
export class TimeoutError extends Error {}

export default function pTimeout(promise, { milliseconds, fallback, message, signal }) {
  const result = $op('promise.create');
  const resolve = $op('promise.resolver', result);
  const reject = $op('promise.rejecter', result);
  let timer;
  const stop = () => { reject(signal.reason); };
  const end = () => {
    $op('timer.clear', timer);
    if (signal !== undefined) signal.removeEventListener('abort', stop);
  };
  promise.then((value) => { end(); resolve(value); }, (error) => { end(); reject(error); });
  if (signal !== undefined) {
    if (signal.aborted) {
      stop();
      return result;
    }
    signal.addEventListener('abort', stop, { once: true });
  }
  if (milliseconds === Number.POSITIVE_INFINITY) return result;
  timer = $op('timer.set', () => {
    if (signal !== undefined) signal.removeEventListener('abort', stop);
    if (fallback !== undefined) {
      try { resolve(fallback()); } catch (error) { reject(error); }
    } else if (message === false) resolve();
    else reject(message instanceof Error ? message : new TimeoutError('Promise timed out'));
  });
  return result;
}
`,
};
