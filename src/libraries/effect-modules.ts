import type { Library } from './library.ts';

/** A module of effect that is one of its exports, as `import * as Queue from 'effect/Queue'` has it. */
function part(name: string): Library {
  return { modules: [`effect/${name}`], exports: {}, standIn: `export { ${name} as default } from 'effect';\n` };
}

export const effectEffect = part('Effect');
export const effectSemaphore = part('Semaphore');
export const effectLatch = part('Latch');
export const effectDeferred = part('Deferred');
export const effectPubSub = part('PubSub');
export const effectQueue = part('Queue');
export const effectFiber = part('Fiber');
export const effectRef = part('Ref');
export const effectSynchronizedRef = part('SynchronizedRef');
export const effectFunction: Library = { modules: ['effect/Function'], exports: {}, standIn: "export { pipe } from 'effect';\n" };
