/** Methods after which an object is not used any more, and waits for it have nobody left to end them. */
export const endsUse = /^(close|destroy|dispose|shutdown|terminate|@@dispose|@@asyncDispose)$/;
