import { parentPort } from 'node:worker_threads';
import { checkEntry } from '../checker/check.ts';
import type { Model } from '../model/ir/ir.ts';
import { unpacked, type PackedModel } from '../model/packed.ts';
import type { Reply, Task } from './crew.ts';

/** Checks one entry after the other in a thread of its own. An error ends the thread, and is told of as that entry's. */

let model: Model | undefined;

parentPort?.on('message', (task: Task) => {
  model = task.model === undefined ? model : unpacked(task.model as PackedModel);
  if (model === undefined) throw new Error('an entry was given without its model');
  const checked = checkEntry(model, model.entries[task.entry], { ...task.limits, onProgress: progress => { reply({ progress }); } });
  reply({ checked });
});

function reply(message: Reply): void {
  parentPort?.postMessage(message);
}
