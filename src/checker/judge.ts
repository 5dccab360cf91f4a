import type { Entry } from '../model/ir/ir.ts';
import type { Exploration } from './explorer.ts';
import { confidences, type Finding } from './finding.ts';
import type { Interpreter } from './interpreter.ts';
import type { Machine } from './machine.ts';

export function judge(m: Machine, _interpreter: Interpreter, entry: Entry, exploration: Exploration, _schedule: 'any' | 'fifo'): Finding[] {
  return exploration.suspicions.map((s): Finding => {
    const site = m.model.sites[entry.site];
    const locs = s.misuse ? [{ site: s.misuse.site, operation: 0 }] : s.blocked;
    return {
      id: '', kind: s.kind === 'throws' ? 'throws' : s.kind === 'lost' ? 'leak' : 'deadlock', confidence: confidences[s.level], message: s.misuse?.message ?? 'blocked',
      location: m.model.sites[locs[0].site], entry: { name: entry.name, file: site.file, line: site.line },
      blocked: locs.map((b) => ({ task: '', operation: m.operationNames[b.operation], resource: '', location: m.model.sites[b.site] })),
      waiting: [], trace: [], coffman: null, suggestion: '',
    };
  });
}
