// One line a rule, by name.
export { default as 'check-signal-in-loop' } from './check-signal-in-loop.ts';
export { default as 'clear-timer' } from './clear-timer.ts';
export { default as 'consistent-lock-order' } from './consistent-lock-order.ts';
export { default as 'forward-signal' } from './forward-signal.ts';
export { default as 'no-any-signal-in-loop' } from './no-any-signal-in-loop.ts';
export { default as 'no-await-in-critical-section' } from './no-await-in-critical-section.ts';
export { default as 'no-double-release' } from './no-double-release.ts';
export { default as 'no-floating-exclusive' } from './no-floating-exclusive.ts';
export { default as 'no-lock-per-call' } from './no-lock-per-call.ts';
export { default as 'no-lost-cancel' } from './no-lost-cancel.ts';
export { default as 'no-nested-acquire' } from './no-nested-acquire.ts';
export { default as 'no-self-limiter' } from './no-self-limiter.ts';
export { default as 'no-uncancelled-race' } from './no-uncancelled-race.ts';
export { default as 'prefer-run-exclusive' } from './prefer-run-exclusive.ts';
export { default as 'remove-abort-listener' } from './remove-abort-listener.ts';
export { default as 'require-release' } from './require-release.ts';
