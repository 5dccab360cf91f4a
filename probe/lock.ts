import { Mutex } from 'async-mutex';
import { manager } from './index';
export interface Foo { a: string }
export const lock = new Mutex();
export const f = () => manager.isServer();
