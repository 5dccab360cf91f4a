import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { frame, integer, job, jobKind, payload, promise, tag, world } from './values.ts';

/** Where any order may be taken, the order of the queues means nothing: sorted, more states are equal. */
export function sortJobs(m: Machine): void {
  if (!m.sortsQueues) return;
  m.names?.begin();
  for (const queue of [world.ready, world.later]) {
    const jobs = m.memory.items(Memory.world, queue);
    if (jobs.length < 2) continue;
    const keyed = jobs.map((entry) => ({ entry, key: jobKey(m, payload(entry)), content: contentHash(m, payload(entry), 4) }));
    keyed.sort((a, b) => a.key - b.key || a.content - b.content);
    keyed.forEach(({ entry }, i) => { m.memory.setItem(Memory.world, queue, i, entry); });
  }
}

/** Where the task of a job goes on, or where the job was made: equal tasks at one place have one key. */
export function jobKey(m: Machine, cell: number): number {
  const { words } = m.memory;
  const a = words[cell + job.a];
  switch (payload(words[cell + job.kind])) {
    case jobKind.resume: return payload(words[payload(a) + frame.procedure]) * 4096 + payload(words[payload(a) + frame.pc]);
    case jobKind.settle: return 1e9 + payload(words[payload(a) + promise.site] || integer(0)) * 4096 + waiterKey(m, payload(a));
    default: return 2e12 + payload(words[cell + job.site]);
  }
}

/** A hash of what a cell holds, a few references deep: it tells apart jobs of one kind, whatever their cells' places. */
function contentHash(m: Machine, cell: number, depth: number): number {
  const { words } = m.memory;
  let hash = words[cell];
  const end = cell + 1 + (words[cell] >> 6);
  for (let at = cell + 1; at < end; at++) {
    const value = words[at];
    const part = (value & 7) === tag.constant && m.names !== undefined ? m.names.shape(value >> 3) : (value & 7) !== tag.reference ? value : depth > 0 ? contentHash(m, value >> 3, depth - 1) : words[value >> 3];
    hash = Math.imul(hash ^ part, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}

function waiterKey(m: Machine, cell: number): number {
  return m.memory.length(cell, promise.reactions);
}
