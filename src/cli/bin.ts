#!/usr/bin/env node
import { hostOfProcess } from './host.ts';
import { run } from './main.ts';

// A reader that closes the pipe (`coffman check | head`) also raises an event; print() deals with the error itself.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// Not process.exit: it would cut off what a pipe has not taken yet.
process.exitCode = await run(process.argv.slice(2), hostOfProcess());
