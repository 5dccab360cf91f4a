export { manager } from './env';
export { type Foo, lock } from './lock';
