import rule from '../../src/rules/unreleased-reader.ts';
import { marked, named, testRule } from './tester.ts';

function withStream(body: string): string {
  return `export async function read(stream: ReadableStream<string>, sink: WritableStream<string>) {
  ${body}
}`;
}

testRule('unreleased-reader', rule, {
  valid: [
    named('read to the end', withStream('const reader = stream.getReader(); for (;;) { const { done, value } = await reader.read(); if (done) break; console.log(value); }')),
    named('read to the end, with the result in one piece', withStream('const reader = stream.getReader(); let result = await reader.read(); while (!result.done) { console.log(result.value); result = await reader.read(); }')),
    named('read to the end, asked in the test', withStream('const reader = stream.getReader(); let result; while (!(result = await reader.read()).done) console.log(result.value);')),
    named('released in finally', withStream('const reader = stream.getReader(); try { const { value } = await reader.read(); return value; } finally { reader.releaseLock(); }')),
    named('cancelled before the early return', withStream('const reader = stream.getReader(); for (;;) { const { done, value } = await reader.read(); if (done) return; if (value === "stop") { await reader.cancel(); return; } }')),
    named('handed on', withStream('const reader = stream.getReader(); return parse(reader);')),
    named('kept by an object', withStream('const reader = stream.getReader(); return { next: () => reader.read(), close: () => reader.cancel() };')),
    named('kept in a field', 'class Feed { constructor(stream: ReadableStream) { this.reader = stream.getReader(); } }'),
    named('the writer is closed', withStream('const writer = sink.getWriter(); try { await writer.write("a"); } finally { await writer.close(); }')),
    named('the writer is released', withStream('const writer = sink.getWriter(); await writer.write("a"); writer.releaseLock();')),
    named('a stream that has failed', withStream('const writer = sink.getWriter(); try { await writer.ready; await writer.write("a"); await writer.close(); } catch { console.log("nobody reads any more"); }')),
    named('an iteration', withStream('for await (const text of stream) { if (text === "stop") break; }')),
    named('an exception of a call', withStream('const reader = stream.getReader(); for (;;) { const { done, value } = await reader.read(); if (done) return; handle(value); }')),
    named('something else with readers', 'export async function first(library) { const reader = library.getReader(); return reader.name; }'),
  ],
  invalid: [
    marked('one chunk and gone', withStream('const reader = ▸stream.getReader();\n  const { value } = await reader.read();\n  return value;'), 'neverReleased', { data: { stream: 'stream', what: 'reader' } }),
    marked('an early return', withStream(`const reader = ▸stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    if (value.startsWith('#')) return value;
  }`), 'leftEarly', { data: { stream: 'stream', what: 'reader', exit: 'the return on line 6' } }),
    marked('an early break', withStream(`const reader = ▸stream.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > 1000) break;
  }
  console.log(size);`), 'leftEarly', { data: { stream: 'stream', what: 'reader', exit: 'the break on line 8' } }),
    marked('a throw', withStream(`const reader = ▸stream.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return size;
    size += value.length;
    if (size > 1000) throw new RangeError('too long');
  }`), 'leftByThrow', { data: { stream: 'stream', what: 'reader', line: 8 } }),
    marked('released only at the end', withStream(`const reader = ▸stream.getReader();
  const { value } = await reader.read();
  if (value === undefined) return;
  console.log(value);
  reader.releaseLock();`), 'leftEarly'),
    marked('a writer that is left open', withStream('const writer = ▸sink.getWriter();\n  await writer.write("a");'), 'neverReleased', { data: { stream: 'sink', what: 'writer' } }),
    marked('a writer, with an early return', withStream('const writer = ▸sink.getWriter();\n  for (const part of parts) { if (part.stop) return; await writer.write(part.text); }\n  await writer.close();'), 'leftEarly'),
    marked('a stream that is made here', `
export async function demo(items) {
  const stream = new ReadableStream({ pull(controller) { controller.enqueue(items.next()); } });
  const reader = ▸stream.getReader();
  const first = await reader.read();
  if (first.done) return;
  console.log(first.value);
}`, 'leftEarly', { data: { stream: 'stream', what: 'reader', exit: 'the end of the function on line 8' } }),
    marked('an exception of a call, if asked for', withStream('const reader = ▸stream.getReader();\n  try { const { value } = await reader.read(); handle(value); } catch (error) { report(error); return; }\n  reader.releaseLock();'), 'leftEarly'),
    { ...marked('any exception, if asked for', withStream('const reader = ▸stream.getReader();\n  const { value } = await reader.read();\n  handle(value);\n  reader.releaseLock();'), 'leftByThrow'), options: [{ exceptions: 'all' }] },
  ],
});
