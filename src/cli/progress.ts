import { count, plural } from '../report/text.ts';
import type { Progress } from './engine.ts';
import type { Output } from './host.ts';
import type { ProgressLine } from './judging.ts';

const firstAfterMs = 2000;
const everyMs = 250;

/** One line on a terminal that is written over as the work goes on, for work that takes more than two seconds; silent elsewhere. */
export function progressLine(output: Output, files: number, now: () => number = () => performance.now()): ProgressLine & { readonly clear: () => void } {
  const started = now();
  const running = new Map<number, Progress>();
  let seen = 0;
  let entries = 0;
  let done = 0;
  let statesBefore = 0;
  let shownAt = started + firstAfterMs - everyMs;
  let isShown = false;

  function show(): void {
    if (output.isTTY !== true || now() - shownAt < everyMs) return;
    shownAt = now();
    isShown = true;
    const states = [...running.values()].reduce((sum, soFar) => sum + soFar.states, statesBefore);
    const depth = Math.max(0, ...[...running.values()].map(soFar => soFar.depth));
    const rate = Math.round(states / (now() - started) * 1000);
    output.write(`\r\u001B[K${count(seen)} of ${plural(files, 'file')}, ${count(done)} of ${plural(entries, 'entry', 'entries')}, ${plural(states, 'state')}, ${count(rate)} states/s, depth ${count(depth)}`, () => undefined);
  }

  return {
    found(more) {
      seen++;
      entries += more;
      show();
    },
    explored(entry, soFar) {
      running.set(entry, soFar);
      show();
    },
    done(entry, states) {
      statesBefore += states;
      running.delete(entry);
      done++;
      show();
    },
    clear() {
      if (isShown) output.write('\r\u001B[K', () => undefined);
    },
  };
}
