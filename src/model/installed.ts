import { dirname, join } from 'node:path';
import ts from './typescript.ts';

/** Finds the version of an installed package, as code in a folder would: in the nearest `node_modules` that has it. */
export function installedVersions(folder: string): (specifier: string) => string | undefined {
  const found = new Map<string, string | undefined>();
  return (specifier) => {
    const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    if (!found.has(name)) found.set(name, versionFrom(folder, name));
    return found.get(name);
  };
}

function versionFrom(folder: string, name: string): string | undefined {
  const text = ts.sys.readFile(join(folder, 'node_modules', name, 'package.json'));
  const version = text === undefined ? undefined : /"version"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  if (version !== undefined) return version;
  const parent = dirname(folder);
  return parent === folder ? undefined : versionFrom(parent, name);
}
