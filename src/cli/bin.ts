#!/usr/bin/env node
import { hostOfProcess } from './host.ts';
import { run } from './main.ts';

// Not process.exit: it would cut off what a pipe has not taken yet.
process.exitCode = await run(process.argv.slice(2), hostOfProcess());
