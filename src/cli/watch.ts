import { existsSync, readdirSync, watch, type FSWatcher } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSource, isWalked } from './walk.ts';

/** Editors write a file in several steps. */
const settleMs = 100;

/**
 * Watches folders, each by itself: to watch a tree would mean to watch `node_modules` with it. What a run writes, such as
 * reports, is no change. Which folders there are may change from one run to the next.
 */
export class Watcher {
  readonly #watchers = new Map<string, FSWatcher>();
  #hasChanged = false;
  #wake: () => void = () => undefined;

  /** Folders in them are watched too, as yet perhaps empty. */
  watch(folders: ReadonlySet<string>): void {
    const all = new Set([...folders].filter(folder => existsSync(folder)).flatMap(folder => [folder, ...foldersIn(folder)]));
    for (const [folder, watcher] of this.#watchers) if (!all.has(folder)) this.#leave(folder, watcher);
    for (const folder of all) if (!this.#watchers.has(folder)) this.#enter(folder);
  }

  /** Resolves when something has changed since it last did. */
  async change(): Promise<void> {
    if (!this.#hasChanged) await new Promise<void>(resolve => { this.#wake = resolve; });
    await sleep(settleMs);
    this.#hasChanged = false;
  }

  #enter(folder: string): void {
    const watcher = watch(folder, (_, name) => {
      if (name === null || !matters(name)) return;
      this.#hasChanged = true;
      this.#wake();
    });
    // a folder that is deleted is watched no more; the change of the one above it is told
    watcher.on('error', () => { this.#leave(folder, watcher); });
    this.#watchers.set(folder, watcher);
  }

  #leave(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory() && isWalked(entry.name)).map(entry => join(folder, entry.name));
}

/** Sources, what says how they belong together, and folders, as far as a name can tell. */
function matters(name: string): boolean {
  return isSource(name) || (extname(name) === '' && isWalked(name)) || /^(?:package|tsconfig.*)\.json$/.test(name);
}
