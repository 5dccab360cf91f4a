/** Told of what happens in a step that is replayed for a trace. */
export interface Observer {
  settled(promiseCell: number): void;
  started(frameCell: number, procedure: number, site: number, caller: number): void;
  /** A call is entered, from the code of the frame `caller`; 0 where a job makes it. */
  entered(frameCell: number, procedure: number, caller: number): void;
  awaiting(frameCell: number, promiseCell: number): void;
  /** `target` settles when the others have (`Promise.all`), or when the other has (it was resolved with it). */
  follows(target: number, others: readonly number[]): void;
  ended(frameCell: number): void;
  /** It ends with an error that came up at `site`. */
  failed(frameCell: number, site: number): void;
  /** A call is left, by a return or a throw at `site`. */
  left(frameCell: number, site: number, threw: boolean): void;
  /** An error comes up in a frame. */
  threw(frameCell: number, value: number): void;
  operated(name: string, site: number, frameCell: number, resource: number, result: number): void;
  resumed(frameCell: number): void;
  /** A generator goes on, because code asks it to. */
  drives(frameCell: number, generatorFrame: number): void;
  created(cell: number, site: number): void;
  /** A lock by key came into being; `key` is its text, where that is known. */
  keyed(cell: number, key: string | undefined): void;
}
