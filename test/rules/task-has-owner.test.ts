import rule from '../../src/rules/task-has-owner.ts';
import { marked, named, testRule } from './tester.ts';

function withLoop(start: string, loop: string, parameters = 'feed'): string {
  return `async function poll(${parameters}) {
  ${loop}
}
export function start(feed, signal: AbortSignal) { ${start} }`;
}

testRule('task-has-owner', rule, {
  valid: [
    named('a signal in the test', withLoop('void poll(feed, signal);', 'while (!signal.aborted) { await feed.load(); }', 'feed, signal: AbortSignal')),
    named('a signal in the loop', withLoop('void poll(feed, signal);', 'for (;;) { signal.throwIfAborted(); await feed.load(); }', 'feed, signal: AbortSignal')),
    named('a signal that is passed on', withLoop('void poll(feed, signal);', 'for (;;) { await feed.load(signal); }', 'feed, signal: AbortSignal')),
    named('a flag', withLoop('void poll(feed);', 'while (feed.open) { await feed.load(); }')),
    named('a break', withLoop('void poll(feed);', 'for (;;) { const next = await feed.load(); if (next === undefined) break; show(next); }')),
    named('a return', withLoop('void poll(feed);', 'while (true) { if (!(await feed.load())) return; }')),
    named('waited for', withLoop('return poll(feed);', 'for (;;) { await feed.load(); }')),
    named('kept', withLoop('feed.polling = poll(feed);', 'for (;;) { await feed.load(); }')),
    named('an end', withLoop('void poll(feed);', 'for (const page of feed) { await page.load(); }')),
    named('a reason', withLoop('\n  // detached: the feed is read as long as the process lives\n  void poll(feed);\n', 'for (;;) { await feed.load(); }')),
    { ...named('a reason in other words', withLoop('\n  // daemon\n  void poll(feed);\n', 'for (;;) { await feed.load(); }')), options: [{ reason: 'daemon' }] },
    named('nothing to wait for', withLoop('void poll(feed);', 'for (;;) { feed.load(); }')),
  ],
  invalid: [
    marked('an endless loop', withLoop('void ▸poll(feed);', 'for (;;) { await feed.load(); }'), 'endless', { data: { callee: 'poll()', line: 2, reason: 'detached:' } }),
    marked('while true', withLoop('▸poll(feed);', 'while (true) { await feed.load(); await rest(); }'), 'endless'),
    marked('with a catch chain', withLoop('▸poll(feed).catch(report);', 'while (true) { await feed.load(); }'), 'endless'),
    marked('a catch clause in the loop', withLoop('void ▸poll(feed);', 'for (;;) { try { await feed.load(); } catch (error) { report(error); } }'), 'endless'),
    marked('a break of another loop', withLoop('void ▸poll(feed);', 'for (;;) { for (const page of await feed.load()) { if (page.last) break; } }'), 'endless'),
    marked('a break of a switch', withLoop('void ▸poll(feed);', 'for (;;) { switch (await feed.load()) { case "page": show(); break; } }'), 'endless'),
    marked('a method', `
class Watcher {
  constructor() { void ▸this.watch(); }
  async watch() { for (;;) { this.state = await this.load(); } }
}`, 'endless', { data: { callee: 'this.watch()', line: 4, reason: 'detached:' } }),
    marked('a function on the spot', 'export function start(feed) { ▸(async () => { do { await feed.load(); } while (true); })(); }', 'endless', { data: { callee: 'This task', line: 1, reason: 'detached:' } }),
    marked('another comment', withLoop('\n  // reads the feed\n  void ▸poll(feed);\n', 'for (;;) { await feed.load(); }'), 'endless'),
  ],
});
