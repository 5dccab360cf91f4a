/** The methods by which code goes on with a promise that it does not await. */
export const reactions: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);
