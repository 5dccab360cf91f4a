// One line a rule, by name.
export { default as 'forward-signal' } from './forward-signal.ts';
export { default as 'no-nested-acquire' } from './no-nested-acquire.ts';
export { default as 'no-self-limiter' } from './no-self-limiter.ts';
export { default as 'require-release' } from './require-release.ts';
