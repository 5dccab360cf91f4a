import type { Callbacks, Collections, Library, Operation } from '../../src/libraries/library.ts';

function operands(operation: Operation): string {
  const parts = Object.entries(operation.operands ?? {}).map(([name, at]) => {
    if ('argument' in at) return `${name} = argument ${String(at.argument + 1)}`;
    if ('option' in at) return `${name} = option \`${at.option}\` of argument ${String(at.of + 1)}`;
    if ('rest' in at) return `${name} = arguments from ${String(at.rest + 1)} on`;
    return `${name} = ${String(at.constant)}`;
  });
  return parts.join(', ');
}

function code(take: string, owner: string | undefined): string {
  if (take === 'new') return `\`new ${owner ?? ''}()\``;
  return owner === undefined ? `\`${take}()\`` : `\`${owner}.${take}()\``;
}

/** What the program exports that stands in for a package. */
function standInExports({ standIn = '' }: Library): string[] {
  const declared = [...standIn.matchAll(/^export (?:async )?(?:function\*?|class|const) (\w+)/gm)].map(([, name]) => name);
  const listed = [...standIn.matchAll(/^export \{ ([\w, ]+) \}/gm)].flatMap(([, names]) => names.split(', ').map((name) => name.replace(/^.* as /, '')));
  const main = /^export default (?:async )?(?:function|class)/m.test(standIn) ? ['default'] : [];
  return [...main, ...declared, ...listed];
}

function listed(label: string, names: readonly string[] = []): string[] {
  return names.length === 0 ? [] : [`- ${label}: ${names.map((name) => `\`${name}\``).join(', ')}`];
}

/** What throws nothing by itself, and what never returns. */
function calmLines({ calm = {}, final }: Library): string[] {
  const { objects, functions, classes, methods, iterations } = calm;
  const quiet = [...listed('objects', objects), ...listed('functions', functions), ...listed('classes', classes), ...listed('methods of any object', methods), ...listed('methods that throw what their function throws', iterations)];
  return ['## What throws nothing by itself', '', ...quiet, '', ...listed('what never returns', final), ''];
}

function calmTypes({ calm: { types = [] } = {} }: Library): string[] {
  return types.length === 0 ? [] : [...listed('functions of these types throw nothing', types), ''];
}

/** What keeps values, and what its methods do. */
function collectionLines({ types = [], views = [], members = {} }: Collections): string[] {
  const methods = Object.entries(members).map(([name, operation]) => `| \`${name}()\` | ${operation.op} | ${operands(operation)} |`);
  return ['## What keeps values', '', ...listed('types', types), ...listed('types that show the same object', views), '', '| method of any object | meaning | operands |', '| --- | --- | --- |', ...methods, ''];
}

/** What is known by its name alone, of objects from outside. */
function callbackLines({ methods = [], removals = [], endings = [], finals = [], carriers = [], beginnings = [] }: Callbacks): string[] {
  return ['## Objects from outside', '', ...listed('call a function again and again', methods), ...listed('let go of a function', removals), ...listed('events that come once, also after the end', endings), ...listed('of these, events after which nothing else comes', finals), ...listed('other events that come once', beginnings), ...listed('events that come with something, never with null', carriers), ''];
}

/** The page `docs/libraries.md`: what each operation of each described library means. */
export function libraryTable(libraries: readonly Library[]): string {
  const lines = ['# Libraries', '', 'What is understood, made from the descriptions in `src/libraries/`. To describe another library, add a file there.', ''];
  for (const library of libraries) {
    const globals = Object.keys(library.globals ?? {});
    if (library.callbacks !== undefined) {
      lines.push(...callbackLines(library.callbacks));
      continue;
    }
    if (library.collections !== undefined) {
      lines.push(...collectionLines(library.collections ?? {}), ...calmLines(library));
      continue;
    }
    const title = library.modules.length > 0 ? library.modules.map((m) => `\`${m}\``).join(', ') : globals.map((g) => `\`${g}\``).join(', ');
    lines.push(`## ${title}${library.versions === undefined ? '' : ` (${library.versions})`}`, '', ...calmTypes(library), '| in the source | meaning | operands |', '| --- | --- | --- |');
    for (const [name, meaning] of Object.entries(library.exports)) {
      if (meaning.kind === 'function') {
        lines.push(`| \`${name}()\` | ${meaning.op} | ${operands(meaning)} |`);
        continue;
      }
      if (meaning.construct !== undefined) lines.push(`| \`${meaning.factory === true ? '' : 'new '}${name}()\` | ${meaning.primitive} | ${operands({ op: '', operands: meaning.construct })} |`);
      if (meaning.call !== undefined) lines.push(`| calling it | ${meaning.call.op} | ${operands(meaning.call)} |`);
      for (const [member, operation] of Object.entries(meaning.members)) lines.push(`| \`${name}.${member}${operation.property === true ? '' : '()'}\` | ${operation.op} | ${operands(operation)} |`);
      for (const [member, operation] of Object.entries(meaning.statics ?? {})) lines.push(`| static \`${name}.${member}()\` | ${operation.op} | ${operands(operation)} |`);
    }
    for (const [name, { timeout }] of Object.entries(library.blocking ?? {})) lines.push(`| \`${name}()\` | stops its thread | ${operands({ op: '', operands: { timeout } })} |`);
    for (const [name, { signal }] of Object.entries(library.cancellable ?? {})) lines.push(`| \`${name}()\` | waits, until a signal | ${operands({ op: '', operands: { signal } })} |`);
    for (const name of standInExports(library)) lines.push(`| \`${name}\` | as the program that stands in for it |  |`);
    lines.push('');
    const duties = [...new Set((library.obligations ?? []).map((duty) => `- ${duty.what}: ${code(duty.take, duty.class)} is given back by ${[...duty.release, ...(duty.releaseAll ?? [])].map((name) => `\`${name}()\``).join(' or ')}`))];
    if (duties.length > 0) lines.push('Taken and given back:', '', ...duties, '');
  }
  return lines.join('\n');
}
