/** What an exploration has seen of taking and giving back, on whatever path: it is no part of the states. */
export class Evidence {
  /** Sites that took a timer or listener which was given back. */
  readonly givenBack = new Set<number>();
  /** Classes of locks (by their index) of which one was released by a method rather than by what the acquire handed out. */
  readonly releasedByMethod = new Set<number>();
  /** A function is only tried out, in a state that is thrown away. */
  isTrying = false;
  /** Something was called, or came in, that is not known. */
  escaped = false;

  noteGivenBack(site: number): void {
    if (!this.isTrying) this.givenBack.add(site);
  }

  noteReleasedByMethod(library: number): void {
    if (!this.isTrying) this.releasedByMethod.add(library);
  }
}
