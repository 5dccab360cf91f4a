import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { primitives } from '../../src/checker/primitives/index.ts';
import type { Library, Operation } from '../../src/libraries/library.ts';

const folder = fileURLToPath(new URL('../../fixtures', import.meta.url));

interface Program {
  readonly name: string;
  readonly text: string;
}

/** Operations that wait, by the words that a report has for them. */
const waiting = new Set(primitives.flatMap((primitive) => Object.keys(primitive.blocked ?? {}).map((name) => `${primitive.name}.${name}`)));

/** All fixtures whose first line says what to find. */
export function fixturePrograms(): readonly Program[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(`${folder}/${name}`, 'utf8') }))
    .filter(({ text }) => text.startsWith('// expect:'));
}

interface Row {
  /** The first specifier that the library is imported by, or the name of what is global. */
  readonly library: string;
  readonly operation: string;
  readonly fixtures: readonly string[];
}

/** The operations that wait or take something, as the source writes them. */
function blockingOperations(library: Library): string[] {
  const names: string[] = [];
  const add = (name: string, { op, async: isAsync, gives }: Operation): void => { if (isAsync === true || gives !== undefined || waiting.has(op)) names.push(name); };
  const isOwn = (name: string): boolean => library.standIn === undefined || !new RegExp(String.raw`import \{[^}]*\b${name}\b[^}]*\} from`).test(library.standIn);
  for (const [name, meaning] of Object.entries(library.exports)) {
    if (!isOwn(name)) continue;
    if (meaning.kind === 'function') add(name, meaning);
    else for (const [member, operation] of Object.entries(meaning.members)) add(`${name}.${member}`, operation);
  }
  return [...new Set(names)];
}

/** Whether a program uses an operation: it imports the library, where that is imported at all, and writes the operation's name. */
function uses({ text }: Program, library: Library, operation: string): boolean {
  if (library.modules.length > 0 && !library.modules.some((specifier) => text.includes(`'${specifier}'`)) && !Object.keys(library.globals ?? {}).some((name) => new RegExp(String.raw`\b${name}\b`).test(text))) return false;
  const member = operation.split('.').at(-1) ?? operation;
  return new RegExp(operation.includes('.') ? String.raw`[.\]?)]${member}\b|\b${member}\b[,:} ].*=` : String.raw`\b${operation}\b[^;]*\(`).test(text);
}

export function exercised(libraries: readonly Library[], programs: readonly Program[]): Row[] {
  return libraries.flatMap((library) => blockingOperations(library).map((operation) => ({
    library: library.modules[0] ?? Object.keys(library.globals ?? {}).join(),
    operation,
    fixtures: programs.filter((program) => uses(program, library, operation)).map(({ name }) => name.replace(/\.ts$/, '')),
  })));
}

/** The programs that use what a stand-in exports; what none of them uses is left out. */
export function exercisedStandIns(libraries: readonly Library[], programs: readonly Program[]): Row[] {
  return libraries.flatMap((library) => [...(library.standIn ?? '').matchAll(/^export (?:default )?(?:async )?(?:function|class|const) (\w+)/gm)].map(([, name]) => ({
    library: library.modules[0],
    operation: name,
    fixtures: programs.filter(({ text }) => library.modules.some((specifier) => text.includes(`'${specifier}'`)) && new RegExp(String.raw`\b${name}\b`).test(text)).map((program) => program.name.replace(/\.ts$/, '')),
  }))).filter(({ fixtures }) => fixtures.length > 0);
}

/** The page `docs/library-fixtures.md`. */
export function fixtureTable(rows: readonly Row[]): string {
  const lines = ['# Which program exercises which operation', '', 'Made from the descriptions in `src/libraries/` and the programs in `fixtures/`: for each operation that waits or takes something, and for what a stand-in exports, up to four programs that use it.', '', '| library | operation | programs |', '| --- | --- | --- |'];
  for (const { library, operation, fixtures } of rows) {
    const more = fixtures.length > 4 ? `, and ${String(fixtures.length - 4)} more` : '';
    lines.push(`| \`${library}\` | \`${operation}\` | ${fixtures.slice(0, 4).join(', ')}${more} |`);
  }
  return `${lines.join('\n')}\n`;
}
