import type { Library } from './library.ts';

/** @esfx/async-delay: a timer that a token may end. */
export const esfxDelay: Library = {
  modules: ['@esfx/async-delay'],
  versions: '1.0.0',
  exports: {},
  standIn: `
export function delay(first, second, third) {
  return typeof first === 'number' ? $op('timer.sleep', second, undefined, first) : $op('timer.sleep', third, first, second);
}
`,
};

/** @esfx/async-lazy: made once, when somebody first asks; who asks for it while it is being made gets an error. */
export const esfxLazy: Library = {
  modules: ['@esfx/async-lazy'],
  versions: '1.0.0-pre.8',
  exports: {},
  standIn: `
export class AsyncLazy {
  constructor(factory) {
    this.factory = factory;
    this.isStarted = false;
    this.made = undefined;
  }
  get value() {
    if (this.made !== undefined) return this.made;
    if (this.isStarted) return this.keep(Promise.reject(new Error("'value' recursively references itself during its own initialization.")));
    this.isStarted = true;
    try { return this.keep(Promise.resolve(this.factory())); }
    catch (error) { return this.keep(Promise.reject(error)); }
  }
  keep(made) {
    this.made = made;
    return made;
  }
}
`,
};
