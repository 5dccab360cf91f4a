import type { Library } from './library.ts';

/** zustand: what `get()` gives is what the initialiser returned, and what `set()` has merged into a copy of it since; listeners run inside `set()`. */
export const zustand: Library = {
  modules: ['zustand', 'zustand/vanilla', 'zustand/react', 'zustand/traditional'],
  versions: '>=5 <6',
  exports: {},
  standIn: `
export function createStore(initializer) {
  if (initializer === undefined) return createStore;
  let state;
  const listeners = new Set();
  const getState = () => state;
  const setState = (partial, replace) => {
    const next = typeof partial === 'function' ? partial(state) : partial;
    if (next === state) return;
    const previous = state;
    state = (replace ?? (typeof next !== 'object' || next === null)) ? next : Object.assign({}, state, next);
    for (const listener of listeners) listener(state, previous);
  };
  const subscribe = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  let initial;
  const store = { setState, getState, getInitialState: () => initial, subscribe, used$: getState };
  state = initializer(setState, getState, store);
  initial = state;
  return store;
}
export function useStore(store, selector) {
  const state = store.getState();
  return selector === undefined ? state : selector(state);
}
/** A hook that is the store as well. Code outside of the program uses what is in a store. */
export function create(initializer) {
  if (initializer === undefined) return create;
  const store = createStore(initializer);
  return Object.assign((selector) => useStore(store, selector), store);
}
export const useStoreWithEqualityFn = useStore;
export const createWithEqualityFn = create;
`,
};

/** What wraps an initialiser. Of a store that persists, nothing had been stored before. */
export const zustandMiddleware: Library = {
  modules: ['zustand/middleware', 'zustand/middleware/immer'],
  versions: '>=5 <6',
  exports: {},
  standIn: `
export function persist(initializer) {
  return (set, get, store) => {
    store.persist = $op('stream.unknown');
    return initializer(set, get, store);
  };
}
export function createJSONStorage() { return $op('stream.unknown'); }
export function devtools(initializer) { return initializer; }
export function combine(initial, more) { return (set, get, store) => Object.assign({}, initial, more(set, get, store)); }
export function subscribeWithSelector(initializer) {
  return (set, get, store) => {
    const subscribeToAll = store.subscribe;
    store.subscribe = (selector, listener, options) => {
      if (listener === undefined) return subscribeToAll(selector);
      let slice = selector(get());
      const equals = options?.equalityFn ?? ((a, b) => a === b);
      if (options?.fireImmediately === true) listener(slice, slice);
      return subscribeToAll((state) => {
        const next = selector(state);
        if (equals(slice, next)) return;
        const previous = slice;
        slice = next;
        listener(slice, previous);
      });
    };
    return initializer(set, get, store);
  };
}
/** A function may change the state that it is given, which is a copy. */
export function immer(initializer) {
  return (set, get, store) => {
    const change = (recipe) => (state) => {
      const draft = Object.assign({}, state);
      return recipe(draft) ?? draft;
    };
    store.setState = (partial, replace) => set(typeof partial === 'function' ? change(partial) : partial, replace);
    return initializer(store.setState, get, store);
  };
}
`,
};

/** Selectors and comparisons, which wait for nothing. */
export const zustandShallow: Library = {
  modules: ['zustand/shallow', 'zustand/react/shallow'],
  exports: {},
  standIn: `
export function useShallow(selector) { return selector; }
export function shallow() { return $op('stream.unknown'); }
`,
};
