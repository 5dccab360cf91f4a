import { Worker } from 'node:worker_threads';
import type { Answer, Failure, Question, Reply } from './judge.ts';

interface Asked {
  readonly answered: (question: Question, answer: Answer) => void;
  readonly failed: (question: Question, failure: Failure) => void;
}

/** Asks one thing after the other; what is asked again while it waits is answered once. A thread that breaks down costs one answer. */
export class Judging {
  readonly #asked: Asked;
  readonly #waiting = new Map<string, Question>();
  #thread: Worker | undefined;
  #current: Question | undefined;

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  ask(question: Question): void {
    const key = JSON.stringify(question);
    this.#waiting.delete(key);
    this.#waiting.set(key, question);
    this.#next();
  }

  async end(): Promise<void> {
    this.#waiting.clear();
    await this.#thread?.terminate();
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [key, question] = first;
    this.#waiting.delete(key);
    this.#current = question;
    this.#thread ??= this.#start();
    this.#thread.postMessage(question);
  }

  #start(): Worker {
    const thread = new Worker(new URL('./judge.js', import.meta.url));
    thread.on('message', (reply: Reply) => { this.#done(reply); });
    thread.on('error', error => {
      this.#thread = undefined;
      this.#done({ failure: { message: String(error), isUsage: false } });
    });
    thread.on('exit', () => { if (this.#thread === thread) this.#thread = undefined; });
    return thread;
  }

  #done(reply: Reply): void {
    const question = this.#current;
    this.#current = undefined;
    if (question !== undefined && 'answer' in reply) this.#asked.answered(question, reply.answer);
    if (question !== undefined && 'failure' in reply) this.#asked.failed(question, reply.failure);
    this.#next();
  }
}
