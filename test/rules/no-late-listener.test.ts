import rule from '../../src/rules/no-late-listener.ts';
import { marked, named, testRule } from './tester.ts';

function withOnce(body: string): string {
  return `import { once, EventEmitter } from 'node:events';
import { spawn } from 'node:child_process';
export async function run(command) {
  ${body}
}`;
}

testRule('no-late-listener', rule, {
  valid: [
    named('at once', withOnce("const child = spawn(command); await once(child, 'exit');")),
    named('listened to before', withOnce("const child = spawn(command); const exited = once(child, 'exit'); await log(command); await exited;")),
    named('started after the await', withOnce("await log(command); const child = spawn(command); await once(child, 'exit');")),
    named('set to work after the await', withOnce("const server = createServer(); await log(command); server.listen(0); await once(server, 'listening');")),
    named('looked at after the await', withOnce("const child = spawn(command); await log(command); if (child.exitCode === null) await once(child, 'exit');")),
    named('an emitter that does nothing by itself', withOnce("const bus = new EventEmitter(); await log(command); await once(bus, 'ready');")),
    named('one that comes from elsewhere', withOnce("await log(command); await once(command.socket, 'close');")),
    named('the wait is in a loop', withOnce("const socket = connect(command); for (const part of command.parts) { await once(socket, 'drain'); await part.sent; }")),
    named('an await on another path', withOnce("const child = spawn(command); if (command.slow) { await log(command); } await once(child, 'exit');")),
    named('together', withOnce("const child = spawn(command); await Promise.all([log(command), once(child, 'exit')]);")),
  ],
  invalid: [
    marked('an exit during the await', withOnce("const child = spawn(command);\n  await log(command);\n  await ▸once(child, 'exit');"), 'late', { data: { emitter: 'child', start: 4, gap: 5 } }),
    marked('a connection', withOnce("const socket = connect(command.port);\n  const name = await lookup(command);\n  const [error] = await ▸once(socket, 'error');\n  console.log(name, error);"), 'late', { data: { emitter: 'socket', start: 4, gap: 5 } }),
    marked('an object of a class', withOnce("const worker = new Worker('./job.js'); await log(command); await ▸once(worker, 'online');"), 'late'),
    marked('with a signal', withOnce("const child = spawn(command); await log(command); await ▸once(child, 'exit', { signal: command.signal });"), 'late'),
    marked('by the class', withOnce("const child = spawn(command); await log(command); await ▸EventEmitter.once(child, 'exit');"), 'late'),
    marked('in a try statement', withOnce("const child = spawn(command); try { await log(command); } catch { } await ▸once(child, 'exit');"), 'late'),
    marked('not awaited itself', withOnce("const child = spawn(command); await log(command); return ▸once(child, 'exit');"), 'late'),
    marked('an iteration in between', withOnce("const child = spawn(command); for await (const line of command.lines) console.log(line); await ▸once(child, 'exit');"), 'late'),
  ],
});
