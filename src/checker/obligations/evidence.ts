/** What an exploration has seen of taking and giving back, on whatever path: it is no part of the states. */
export class Evidence {
  /** Sites that took a timer or listener which was given back. */
  readonly givenBack = new Set<number>();
  /** Classes of locks (by their index) of which one was released by a method rather than by what the acquire handed out. */
  readonly releasedByMethod = new Set<number>();
  /** Timers (by their sites) and functions that an object of a class keeps: how long they stay, its user decides. */
  readonly keptTimers = new Set<number>();
  readonly keptFunctions = new Set<number>();
  /** There is an unknown client, who calls in any order. */
  hasClient = false;
  /** The client has an object in its hands, to close or not. */
  hasSubject = false;
  /** Code outside comes to emitters and the like of the program without a call. */
  hasReach = false;
  /** Outside work was waited for that was taken not to fail. */
  trusts = false;
  /** Workers were taken to send something that nobody has asked for. */
  unasked = false;
  /** So many callers at once would take all permits of a lock of which one caller takes several. */
  crowd = 0;
  /** The places of a limiter of which a task asks for one more from inside; 0 where none does. */
  nested = 0;
  /** Where locks of many permits and limiters are made. */
  readonly limits = new Set<number>();
  /** Timers were set. */
  setsTimers = false;
  /** Connections, or locks of the platform, were asked for: to get one takes time outside, for which a grant that is free does not stand. */
  borrows = false;
  /** A function is only tried out, in a state that is thrown away. */
  isTrying = false;
  /** Something was called, or came in, that is not known. */
  escaped = false;

  /** Asynchronous procedures that came to their end, and those that did so on a way without any free choice. */
  readonly ended = new Set<number>();
  readonly surelyEnded = new Set<number>();
  /** The way to the step that runs had no free choice in it. */
  isSure = false;

  noteEnded(procedure: number, level: number): void {
    if (this.isTrying) return;
    this.ended.add(procedure);
    if (this.isSure && level === 0) this.surelyEnded.add(procedure);
  }

  noteCrowd(callers: number): void {
    if (!this.isTrying) this.crowd = Math.max(this.crowd, callers);
  }

  noteNested(places: number): void {
    if (!this.isTrying) this.nested = Math.max(this.nested, places);
  }

  noteGivenBack(site: number): void {
    if (!this.isTrying) this.givenBack.add(site);
  }

  noteReleasedByMethod(library: number): void {
    if (!this.isTrying) this.releasedByMethod.add(library);
  }
}
