import { pick, several, type Draw } from './draw.ts';

/** What may be said where a statement or an expression stands. */
interface Place {
  readonly depth: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly isLoop: boolean;
  readonly isFunction: boolean;
}

const top: Place = { depth: 4, isAsync: true, isGenerator: false, isLoop: false, isFunction: false };

const imports = [
  "import { Mutex, Semaphore, withTimeout } from 'async-mutex';",
  "import { Chan, select, recv, send } from 'ts-chan';",
  "import pLimit from 'p-limit';",
  "import PQueue from 'p-queue';",
  "import AsyncLock from 'async-lock';",
  "import { EventEmitter, once, on } from 'node:events';",
  "import { setTimeout as sleep } from 'node:timers/promises';",
  "import { Readable, PassThrough, pipeline } from 'node:stream';",
  "import { Worker, parentPort } from 'node:worker_threads';",
  "import { Subject, firstValueFrom } from 'rxjs';",
  "import { Effect } from 'effect';",
  "import * as timers from 'node:timers';",
  "import fs, { type Stats } from 'node:fs/promises';",
  "import type { Other } from './other.ts';",
  "import lock = require('async-lock');",
];

const made = [
  'new Mutex()', 'new Semaphore(2)', 'new Chan<number>(0)', 'new Chan(1)', 'pLimit(1)', 'new PQueue({ concurrency: 1 })', 'new AsyncLock()', 'new EventEmitter()',
  'new AbortController()', 'new PassThrough()', 'new Subject<number>()', 'Promise.withResolvers<void>()', 'new Map()', 'new Set([1])', 'new WeakMap()', '[]', '{}', 'new Worker("w.js")',
  'new ReadableStream({ pull(c) { c.enqueue(1); } })', 'new TransformStream()', 'new Int32Array(new SharedArrayBuffer(4))', 'new BroadcastChannel("x")', 'Symbol("s")',
];

const names = ['a', 'b', 'c', 'lock', 'lines', 'limit', 'queue', 'emitter', 'task', 'signal', 'state', 'x'];
const members = [
  'acquire', 'release', 'runExclusive', 'send', 'recv', 'close', 'add', 'onIdle', 'on', 'once', 'emit', 'off', 'abort', 'signal', 'aborted', 'then', 'catch', 'finally', 'resolve', 'promise', 'get', 'set',
  'push', 'shift', 'length', 'forEach', 'map', 'next', 'subscribe', 'complete', 'pipe', 'write', 'read', 'destroy', 'addEventListener', 'isLocked', 'constructor', '__proto__', 'toString', 'then',
];
const globals = ['Promise.all', 'Promise.race', 'Promise.any', 'Promise.allSettled', 'Promise.resolve', 'Promise.reject', 'setTimeout', 'setInterval', 'clearTimeout', 'queueMicrotask', 'sleep', 'fetch', 'once', 'select', 'Object.assign', 'Array.from', 'JSON.parse', 'structuredClone', 'AbortSignal.any', 'AbortSignal.timeout', 'Atomics.wait', 'process.on', 'navigator.locks.request'];

/** A file of TypeScript that parses, for the most part, and that makes little sense. */
export function program(draw: Draw): string {
  return [
    ...several(draw, 0, 4, () => pick(draw, imports)),
    ...several(draw, 1, 5, () => `${pick(draw, ['const', 'let', 'var', 'export const'])} ${pick(draw, names)} = ${pick(draw, made)};`),
    ...several(draw, 1, 6, () => topLevel(draw)),
    draw(3) === 0 ? '' : `export ${draw(4) === 0 ? '' : 'async '}function main() ${block(draw, { ...top, isFunction: true })}`,
  ].join('\n');
}

function topLevel(draw: Draw): string {
  switch (draw(12)) {
    case 0: return classOf(draw, top, pick(draw, ['A', 'B', 'C']));
    case 1: return `export default ${functionOf(draw, top, '')}`;
    case 2: return `export enum E { A, B = ${String(draw(9))}, C = 'c' }`;
    case 3: return `namespace N { export ${functionOf(draw, top, pick(draw, names))} }`;
    case 4: return pick(draw, ['export * from "./other.ts";', 'export { a as default, b };', 'declare function outside(cb: () => void): Promise<void>;', 'interface I<T> { a?: T; [k: string]: unknown }', 'type T<A> = A extends Promise<infer B> ? B : never;', 'declare module "m" { export const q: number }', 'export = a;', '#!/usr/bin/env node', '"use strict";', '/// <reference types="node" />']);
    case 5: return `${pick(draw, ['describe', 'it', 'test', 'beforeEach'])}('x', ${arrow(draw, top)});`;
    case 6: return statement(draw, top);
    default: return `${pick(draw, ['', 'export '])}${functionOf(draw, top, pick(draw, [...names, 'run', 'start']))}`;
  }
}

function functionOf(draw: Draw, place: Place, name: string): string {
  const inner = { ...within(place), isAsync: draw(3) > 0, isGenerator: draw(5) === 0, isFunction: true };
  return `${inner.isAsync ? 'async ' : ''}function${inner.isGenerator ? '*' : ''} ${name}${pick(draw, ['', '', '<T>'])}(${parameters(draw, place)})${pick(draw, ['', '', ': Promise<void>', ': any'])} ${block(draw, inner)}`;
}

function arrow(draw: Draw, place: Place): string {
  const inner = { ...within(place), isAsync: draw(2) === 0, isGenerator: false, isFunction: true };
  return `${inner.isAsync ? 'async ' : ''}(${parameters(draw, place)}) => ${draw(2) === 0 ? block(draw, inner) : `(${expression(draw, inner)})`}`;
}

/** Inside a function: no loop to leave. */
function within(place: Place): Place {
  return { ...place, depth: place.depth - 1, isLoop: false };
}

function parameters(draw: Draw, place: Place): string {
  return several(draw, 0, 3, () => `${pattern(draw, place)}${draw(4) === 0 ? ` = ${expression(draw, { ...place, depth: 0 })}` : ''}`).join(', ');
}

function pattern(draw: Draw, place: Place): string {
  if (place.depth <= 0) return pick(draw, names);
  const inner = { ...place, depth: place.depth - 2 };
  switch (draw(9)) {
    case 0: return `[${several(draw, 0, 3, () => pick(draw, ['', pattern(draw, inner)])).join(', ')}]`;
    case 1: return `{ ${pick(draw, names)}: ${pattern(draw, inner)}, ${pick(draw, names)} = 1, ...rest${String(draw(9))} }`;
    default: return pick(draw, names);
  }
}

function classOf(draw: Draw, place: Place, name: string): string {
  const inner = within(place);
  const member = (): string => {
    const method = (prefix: string, isAsync: boolean, isGenerator: boolean): string => `${prefix}(${parameters(draw, inner)}) ${block(draw, { ...inner, isAsync, isGenerator, isFunction: true })}`;
    switch (draw(11)) {
      case 0: return `constructor(${pick(draw, ['', 'private readonly lock = new Mutex()', 'public a: number'])}) { ${name === '' || draw(2) === 0 ? '' : 'void this;'} this.x = ${expression(draw, { ...inner, isAsync: false })}; }`;
      case 1: return `#lock = ${pick(draw, made)};`;
      case 2: return `static ${pick(draw, names)} = ${expression(draw, { ...inner, isAsync: false })};`;
      case 3: return `static ${block(draw, { ...inner, isAsync: false })}`;
      case 4: return method(`get ${pick(draw, names)}`, false, false).replace(/\(.*?\)/, '()');
      case 5: return method(`async *[Symbol.asyncIterator]`, true, true);
      case 6: return `${pick(draw, names)} = ${arrow(draw, inner)};`;
      case 7: return method(`[${expression(draw, { ...inner, depth: 0, isAsync: false })}]`, false, false);
      case 8: return method('#step', false, false);
      default: return method(`async ${pick(draw, [...members, ...names]).replace('constructor', 'run')}`, true, false);
    }
  };
  return `${pick(draw, ['', 'export ', 'abstract '])}class ${name}${pick(draw, ['', ' extends EventEmitter', ` extends ${pick(draw, ['A', 'Mutex', 'Map', 'null'])}`])} {\n${several(draw, 0, 5, member).join('\n')}\n}`;
}

function block(draw: Draw, place: Place): string {
  return `{\n${several(draw, 0, place.depth > 0 ? 4 : 1, () => statement(draw, place)).join('\n')}\n}`;
}

function statement(draw: Draw, outer: Place): string {
  const place = { ...outer, depth: outer.depth - 1 };
  const e = (): string => expression(draw, place);
  if (place.depth <= 0) return `${e()};`;
  const loop = { ...place, isLoop: true };
  switch (draw(22)) {
    case 0: return `if (${e()}) ${block(draw, place)}${draw(2) === 0 ? ` else ${block(draw, place)}` : ''}`;
    case 1: return `for (let i = 0; i < ${e()}; i++) ${block(draw, loop)}`;
    case 2: return `for ${place.isAsync && draw(2) === 0 ? 'await ' : ''}(const ${pattern(draw, place)} of ${e()}) ${block(draw, loop)}`;
    case 3: return `for (const key in ${e()}) ${block(draw, loop)}`;
    case 4: return `while (${e()}) ${block(draw, loop)}`;
    case 5: return `do ${block(draw, loop)} while (${e()});`;
    case 6: return `switch (${e()}) { case ${e()}: ${statement(draw, place)} case 2: break; default: ${statement(draw, place)} }`;
    case 7: return `try ${block(draw, place)} catch${pick(draw, ['', ' (error)', ' ({ message })'])} ${block(draw, place)}`;
    case 8: return `try ${block(draw, place)} finally ${block(draw, place)}`;
    case 9: return `try ${block(draw, place)} catch ${block(draw, place)} finally ${block(draw, place)}`;
    case 10: return `out${String(draw(99))}: ${block(draw, place)}`;
    case 11: return place.isLoop ? pick(draw, ['break;', 'continue;', `if (${e()}) break;`]) : `${e()};`;
    case 12: return place.isFunction ? `return ${e()};` : `throw ${e()};`;
    case 13: return `throw ${e()};`;
    case 14: return `${pick(draw, ['const', 'let', 'var'])} ${pattern(draw, place)} = ${e()};`;
    case 15: return `{ ${place.isAsync ? pick(draw, ['', 'await ']) : ''}using held${String(draw(9))} = ${e()}; ${statement(draw, place)} }`;
    case 16: return functionOf(draw, place, pick(draw, names));
    case 17: return classOf(draw, place, `Local${String(draw(9))}`).replace(/^export /, '');
    case 18: return `void ${e()};`;
    default: return `${place.isAsync ? 'await ' : ''}${call(draw, place)};`;
  }
}

function call(draw: Draw, place: Place): string {
  const inner = { ...place, depth: place.depth - 1 };
  const given = several(draw, 0, 3, () => `${pick(draw, ['', '', '', '...'])}${expression(draw, inner)}`).join(', ');
  switch (draw(4)) {
    case 0: return `${pick(draw, globals)}(${given})`;
    case 1: return `${pick(draw, names)}${pick(draw, ['.', '.', '?.'])}${pick(draw, members)}(${given})`;
    case 2: return `${pick(draw, names)}(${given})`;
    default: return `(${expression(draw, inner)})${pick(draw, ['.', '?.'])}${pick(draw, members)}(${given})`;
  }
}

function expression(draw: Draw, outer: Place): string {
  const place = { ...outer, depth: outer.depth - 1 };
  const e = (): string => expression(draw, place);
  if (place.depth <= 0) return pick(draw, [...names, '0', '1', '-1', '1n', 'null', 'undefined', "'text'", '``', '/x/g', 'true', 'NaN', 'this', 'globalThis', outer.isFunction ? 'arguments' : 'x', '1e400', '"then"']);
  switch (draw(30)) {
    case 0: return place.isAsync ? `(await ${e()})` : e();
    case 1: return place.isGenerator ? `(yield${pick(draw, ['', '*'])} ${e()})` : e();
    case 2: return arrow(draw, place);
    case 3: return `(${functionOf(draw, place, '')})`;
    case 4: return `(${classOf(draw, place, '').replace(/^(export|abstract) /, '')})`;
    case 5: return `[${several(draw, 0, 3, () => pick(draw, ['', e(), `...${e()}`])).join(', ')}]`;
    case 6: return `({ ${several(draw, 0, 3, () => pick(draw, [`${pick(draw, names)}: ${e()}`, `...${e()}`, `[${e()}]: ${e()}`, `async ${pick(draw, members)}() ${block(draw, { ...within(place), isAsync: true, isGenerator: false, isFunction: true })}`, `get ${pick(draw, names)}() { return ${expression(draw, { ...place, depth: 1, isAsync: false, isGenerator: false })}; }`])).join(', ')} })`;
    case 7: return `(${e()} ${pick(draw, ['+', '-', '*', '/', '%', '**', '<<', '>>>', '&', '|', '^', '<', '>=', '==', '!==', '&&', '||', 'in', 'instanceof', ','])} ${e()})`;
    case 8: return `(${e()} ?? ${e()})`;
    case 9: return `(${e()} ? ${e()} : ${e()})`;
    case 10: return `(${pick(draw, names)} ${pick(draw, ['=', '+=', '??=', '||=', '&&=', '**='])} ${e()})`;
    case 11: return `(${pick(draw, names)}.${pick(draw, members)} = ${e()})`;
    case 12: return `(${pick(draw, ['!', '-', '+', '~', 'typeof ', 'void '])}${e()})`;
    case 13: return `${pick(draw, names)}${pick(draw, ['++', '--'])}`;
    case 14: return `\`a\${${e()}}b\${${e()}}\``;
    case 15: return `${pick(draw, names)}\`x\${${e()}}\``;
    case 16: return `new ${pick(draw, ['Promise', 'Mutex', 'A', 'B', 'Error', 'Chan', pick(draw, names)])}(${e()})`;
    case 17: return `new Promise((resolve, reject) => ${block(draw, { ...within(place), isAsync: false, isGenerator: false, isFunction: true })})`;
    case 18: return `(${e()} as any)`;
    case 19: return `${pick(draw, names)}!`;
    case 20: return `(${e()})[${e()}]`;
    case 21: return `(${e()})?.${pick(draw, members)}`;
    case 22: return `([${pick(draw, names)}, ${pick(draw, names)}] = ${e()})`;
    case 23: return `({ ${pick(draw, names)}: ${pick(draw, names)} = 1 } = ${e()})`;
    case 24: return `(delete ${pick(draw, names)}.${pick(draw, members)})`;
    case 25: return `import(${e()})`;
    case 26: return pick(draw, made);
    default: return call(draw, place);
  }
}
