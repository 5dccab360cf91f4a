import { combine, devtools, persist, subscribeWithSelector } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { log, outcome, tick } from './log.js';

export async function mergedAndReplaced() {
  const store = createStore((set, get) => ({ a: 1, b: 2, bump: () => set(({ a }) => ({ a: a + 1 })), sum: () => get().a + get().b }));
  const first = store.getState();
  first.bump();
  log(`${first.a}${store.getState().a}${store.getState().b}`);
  log(`${store.getState().sum()}`);
  log(store.getInitialState() === first ? 'initial' : 'other');
  store.setState({ a: 9 }, true);
  log(`${store.getState().a}${store.getState().b}`);
}

export async function listenersRunInside() {
  const store = createStore()(() => ({ count: 0 }));
  const stop = store.subscribe(({ count }, before) => {
    log(`a${before.count}${count}`);
    if (count === 1) store.setState({ count: 2 });
  });
  store.subscribe(({ count }) => log(`b${count}`));
  store.setState({ count: 1 });
  log('set');
  stop();
  store.setState({ count: 3 });
  store.setState((state) => state);
}

export async function waitsForItsOwnSave() {
  const store = createStore((set, get) => ({
    saving: null,
    save: async () => {
      const saving = Promise.resolve(get().saving).then(async () => {
        log('saving');
        await get().saving;
        await tick();
      });
      set({ saving });
      await saving;
    },
  }));
  outcome('save', store.getState().save());
}

export async function twoSavesAtOnce() {
  const store = createStore((set, get) => ({
    busy: false,
    save: async (name) => {
      if (get().busy) return log(`${name} busy`);
      set({ busy: true });
      await tick();
      log(name);
      set({ busy: false });
    },
  }));
  await Promise.all([store.getState().save('a'), store.getState().save('b'), tick().then(() => store.getState().save('c'))]);
}

export async function slicesOfAStore() {
  const store = createStore(subscribeWithSelector(combine({ name: '', count: 0 }, (set) => ({ rename: (name) => set({ name }) }))));
  store.subscribe(({ name }) => name, (name, before) => log(`${name || '-'}<${before || '-'}`), { fireImmediately: true });
  store.setState({ count: 1 });
  store.getState().rename('ada');
  store.subscribe(({ count }) => log(`all${count}`));
  store.setState({ count: 2 });
}

export async function wrappedInitialisers() {
  const kept = new Map();
  const storage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => { kept.set(name, value); }, removeItem: (name) => { kept.delete(name); } };
  const store = createStore()(devtools(persist((set, get) => ({ count: 1, add: () => { set({ count: get().count + 1 }); } }), { name: 'counter', storage })));
  store.getState().add();
  await tick();
  log(`${store.getState().count}`);
}
