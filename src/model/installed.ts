import { dirname, join } from 'node:path';
import ts from './typescript.ts';

/** The version of the package that a specifier belongs to. */
export type VersionOf = (specifier: string) => string | undefined;

/** Finds the version of a package, as code in a folder would: in the nearest `node_modules` that has it, else the one that the nearest `package.json` asks for. */
export function installedVersions(folder: string): VersionOf {
  const found = new Map<string, string | undefined>();
  return (specifier) => {
    const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    if (!found.has(name)) found.set(name, nearest(folder, (at) => installedIn(at, name)) ?? nearest(folder, (at) => declaredIn(at, name)));
    return found.get(name);
  };
}

function nearest(folder: string, find: (folder: string) => string | undefined): string | undefined {
  const found = find(folder);
  if (found !== undefined) return found;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearest(parent, find);
}

function installedIn(folder: string, name: string): string | undefined {
  return /"version"\s*:\s*"([^"]+)"/.exec(ts.sys.readFile(join(folder, 'node_modules', name, 'package.json')) ?? '')?.[1];
}

/** The first version that a dependency may have: of `^3.10.0`, `~3.10`, `>=3 <5` and `npm:other@^3`. */
function declaredIn(folder: string, name: string): string | undefined {
  const text = ts.sys.readFile(join(folder, 'package.json'));
  if (text?.includes(`"${name}"`) !== true) return undefined;
  const { dependencies, devDependencies, peerDependencies } = manifestOf(text);
  const wanted = [dependencies, devDependencies, peerDependencies].map((group) => group?.[name]).find((range) => typeof range === 'string');
  return wanted === undefined ? undefined : /^(?:npm:.+@)?[\^~>=v\s]*(\d[\d.]*)/.exec(wanted)?.[1];
}

type Ranges = Readonly<Record<string, string>>;

function manifestOf(text: string): { readonly dependencies?: Ranges; readonly devDependencies?: Ranges; readonly peerDependencies?: Ranges } {
  return (ts.parseConfigFileTextToJson('package.json', text) as { readonly config?: object }).config ?? {};
}
