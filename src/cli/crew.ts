import { Worker } from 'node:worker_threads';
import type { Checked, CheckOptions, EngineModel, OnProgress, Progress } from './engine.ts';

/** What a worker is asked: an entry of the model that comes with it, or else of the one before. */
export interface Task {
  readonly model: unknown;
  readonly entry: number;
  readonly limits: CheckOptions;
}

export type Reply = { readonly checked: Checked } | { readonly progress: Progress };

interface Work {
  readonly model: EngineModel;
  readonly entry: number;
  readonly onProgress: OnProgress;
  readonly done: (checked: Checked) => void;
  readonly failed: (reason: unknown) => void;
}

interface Member {
  readonly thread: Worker;
  /** The model that it was sent last. */
  model: EngineModel | undefined;
  work: Work | undefined;
}

/** Worker threads that check entries, each one at a time. One that breaks down loses what it was at, and another takes its place. */
export class Crew {
  readonly #worker: URL;
  readonly #limits: CheckOptions;
  readonly #size: number;
  readonly #members = new Set<Member>();
  readonly #waiting: Work[] = [];
  #hasRoom: () => void = () => undefined;

  constructor(worker: URL, limits: CheckOptions, size: number) {
    this.#worker = worker;
    this.#limits = limits;
    this.#size = size;
  }

  check(model: EngineModel, entry: number, onProgress: OnProgress): Promise<Checked> {
    return new Promise((done, failed) => {
      this.#waiting.push({ model, entry, onProgress, done, failed });
      this.#assign();
    });
  }

  /** Resolves when not much waits to be checked: further models need not be in memory before. */
  async room(): Promise<void> {
    while (this.#waiting.length >= this.#size) await new Promise<void>(resolve => { this.#hasRoom = resolve; });
  }

  async end(): Promise<void> {
    await Promise.all([...this.#members].map(({ thread }) => thread.terminate()));
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const member = [...this.#members].find(({ work }) => work === undefined) ?? this.#hire();
      if (member === undefined) return;
      const work = this.#waiting.shift();
      if (work === undefined) return;
      member.work = work;
      const task: Task = { model: member.model === work.model ? undefined : work.model.data, entry: work.entry, limits: this.#limits };
      member.model = work.model;
      member.thread.postMessage(task);
      this.#hasRoom();
    }
  }

  #hire(): Member | undefined {
    if (this.#members.size >= this.#size) return undefined;
    const member: Member = { thread: new Worker(this.#worker), model: undefined, work: undefined };
    this.#members.add(member);
    member.thread.on('message', (reply: Reply) => {
      if ('progress' in reply) {
        member.work?.onProgress(reply.progress);
        return;
      }
      member.work?.done(reply.checked);
      member.work = undefined;
      this.#assign();
    });
    member.thread.on('error', error => { this.#lose(member, error); });
    member.thread.on('exit', code => { this.#lose(member, new Error(`a worker thread ended with code ${code}`)); });
    return member;
  }

  #lose(member: Member, reason: unknown): void {
    this.#members.delete(member);
    member.work?.failed(reason);
    member.work = undefined;
    this.#assign();
  }
}
