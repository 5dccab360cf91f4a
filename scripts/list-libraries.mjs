// Writes src/libraries/all.ts, which names every description of that folder, so that to add a library is to add its file.
// The list is a file, and not read at run time, so that the plugin can be loaded by `require()`: that forbids to wait for imports.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const folder = new URL('../src/libraries/', import.meta.url);
const list = new URL('all.ts', folder);

/** What the list has to say. */
export function listText() {
  const names = readdirSync(folder).filter((file) => file.endsWith('.ts') && !['all.ts', 'index.ts', 'library.ts', 'versions.ts'].includes(file)).map((file) => file.slice(0, -3)).sort();
  return ['// Written by scripts/list-libraries.mjs, which `npm run build` and the tests run first.', ...names.map((name) => `export * as '${name}' from './${name}.ts';`), ''].join('\n');
}

/** Writes the list where it is not what it has to be; the tests do so before all else. */
export default function setup() {
  const text = listText();
  if (readFileSync(list, 'utf8') !== text) writeFileSync(list, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) setup();
