import { expect, it } from 'vitest';
import type { Bounds } from '../../src/checker/bounds.ts';
import { newMachine } from '../../src/checker/new-machine.ts';
import { Checkpoints } from '../../src/checker/checkpoints.ts';
import { Slicing } from '../../src/checker/slicing.ts';
import { eventsOf, waysOf, type Ways } from '../../src/checker/steps.ts';
import { waitsIn } from '../../src/checker/waking.ts';
import { buildModels } from '../../src/model/build.ts';
import { folder } from '../cli/harness.ts';

const bounds: Bounds = { integer: 100, items: 100, step: 2_000, ways: 1_000 };

/** The ways of the step in which `main` begins, and the instructions executed for them. */
function firstStep(text: string, checkpoints: Checkpoints | undefined): { readonly ways: Ways; readonly executed: number } {
  const root = folder({ 'program.ts': text });
  const [model] = [...buildModels({ root, files: [`${root}/program.ts`] }).models];
  const { machine, interpreter } = newMachine(model, bounds, new Slicing(true));
  interpreter.start(model.entries[0].procedure);
  machine.memory.compact(() => undefined);
  const image = machine.memory.image().slice();
  interpreter.checkpoints = checkpoints;
  const [event] = eventsOf(machine, 'any');
  const ways = waysOf(machine, interpreter, event, () => { machine.memory.load(image, image.length); }, waitsIn(machine));
  return { ways, executed: interpreter.executed };
}

const tossing = `
export async function main(): Promise<void> {
  const heads: number[] = [];
  for (let toss = 0; toss < 6; toss++) {
    let work = 0;
    for (let i = 0; i < 30; i++) work += i;
    if (Math.random() < 0.5) heads.push(work + toss);
    if (heads.length > 4) throw new Error('too many');
  }
  await Promise.resolve(heads);
}`;

it('finds the same ways as running each from the start, with a fraction of the instructions', () => {
  const whole = firstStep(tossing, undefined);
  const resumed = firstStep(tossing, new Checkpoints());
  expect(whole.ways.successors.length).toBeGreaterThan(50);
  expect(resumed.ways).toEqual(whole.ways);
  expect(resumed.executed).toBeLessThan(whole.executed / 2);
});

it('counts what was executed before a checkpoint to the bound of the step', () => {
  const endless = tossing.replace('await Promise.resolve(heads);', 'for (;;) heads.length = 0;');
  const whole = firstStep(endless, undefined);
  const resumed = firstStep(endless, new Checkpoints());
  expect(whole.ways.overrun).toBeDefined();
  expect(resumed.ways).toEqual(whole.ways);
});
