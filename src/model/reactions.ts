import { commonMethods, libraries, type Operation } from '../libraries/index.ts';

/** The methods by which code goes on with a promise that it does not await, and what they do. */
export const reactions: ReadonlyMap<string, Operation> = new Map([...commonMethods(libraries)].filter(([, { op }]) => op.startsWith('promise.')));
