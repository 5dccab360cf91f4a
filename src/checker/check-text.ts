import type { Library } from '../libraries/index.ts';
import { buildModels } from '../model/build.ts';
import { textProject } from '../model/project.ts';
import { checkModel } from './check.ts';
import type { Finding } from './finding.ts';

/** One file as an editor has it. What it imports is not read, so that the answer depends on nothing else. */
export interface TextToCheck {
  readonly fileName: string;
  readonly text: string;
  /** Descriptions to use besides the built-in ones. */
  readonly libraries: readonly Library[];
  /** For each entry. */
  readonly maxStates: number;
  /** For the whole file. */
  readonly timeoutSeconds: number;
}

const maxMemoryMb = 512;

/** An editor asks again for a text that has not changed, and a fix is tried out on several texts in turn. */
const remembered = 32;
const memory = new Map<string, readonly Finding[]>();

/** What the checker finds in a file within the budget; the same text is checked once. */
export function checkText(file: TextToCheck): readonly Finding[] {
  const key = JSON.stringify(file);
  const findings = memory.get(key) ?? findingsIn(file);
  memory.delete(key);
  memory.set(key, findings);
  const [oldest] = memory.keys();
  if (memory.size > remembered && oldest !== undefined) memory.delete(oldest);
  return findings;
}

function findingsIn({ fileName, text, libraries, maxStates, timeoutSeconds }: TextToCheck): readonly Finding[] {
  const end = performance.now() + timeoutSeconds * 1000;
  const { models } = buildModels({ root: '/', files: [fileName], libraries, project: textProject(fileName, text) });
  const findings: Finding[] = [];
  for (const model of models) {
    for (const entry of model.entries) {
      const left = (end - performance.now()) / 1000;
      if (left <= 0) return findings;
      findings.push(...checkModel({ ...model, entries: [entry] }, { maxStates, timeoutSeconds: left, maxMemoryMb, schedule: 'any' }).findings);
    }
  }
  return findings;
}
