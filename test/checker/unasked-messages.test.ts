import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-unasked-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const options = { maxStates: 200_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any' } as const;

function confidencesOf(name: string, text: string): readonly string[] {
  const file = join(folder, name);
  writeFileSync(file, text);
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  return checkModel(model, options).findings.map(({ kind, confidence }) => `${kind} ${confidence}`);
}

const pool = (onMessage: string): string => `
import { Worker } from 'node:worker_threads';
export class Resizer {
  readonly #idle: Worker[] = [];
  #answer: ((image: string) => void) | undefined;
  constructor() {
    const worker = new Worker('./resize.js');
    worker.on('message', (image: string) => { ${onMessage} });
    this.#idle.push(worker);
  }
  resize(image: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const worker = this.#idle.pop();
      if (worker === undefined) return reject(new Error('busy'));
      this.#answer = resolve;
      worker.postMessage(image);
    });
  }
}
`;

it('says nothing of what goes wrong only where a worker tells that it is ready', () => {
  expect(confidencesOf('pool.ts', pool('this.#answer?.(image); this.#idle.push(worker);'))).toEqual([]);
});

it('still tells of what goes wrong in either case', () => {
  expect(confidencesOf('dropped.ts', pool('this.#idle.push(worker);'))).not.toEqual([]);
});

it('lets a worker tell that it is ready where the program waits for that', () => {
  expect(confidencesOf('ready.ts', `
import { Worker } from 'node:worker_threads';
export async function main(): Promise<void> {
  const worker = new Worker('./index.js');
  let ready = (): void => {};
  const isReady = new Promise<void>((resolve) => { ready = resolve; });
  worker.on('message', () => { ready(); });
  await isReady;
  worker.postMessage('begin');
  await worker.terminate();
}
`)).toEqual([]);
});
