import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Ajv2020, ErrorObject } from 'ajv/dist/2020.js';
import { nearest } from './nearest.ts';
import { standInFault } from './stand-ins.ts';

const require = createRequire(import.meta.url);

/** Of more allowed values than this, only the nearest is told. */
const mostListed = 20;

/** What descriptions of libraries look like; other schemas refer to it by the name of its file. */
const librarySchema = 'library.schema.json';

interface LibrarySchema {
  readonly $defs: { readonly standInOperation: { readonly enum: readonly string[] } };
}

/** An object whose `libraries` are descriptions. */
export const describedSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { libraries: { type: 'array', items: { $ref: librarySchema } } },
};

export function readSchema(file: string | URL): object {
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

/** What is wrong with a value by a JSON Schema, in words that name the key; undefined where nothing is. */
export function fault(value: unknown, schema: object): string | undefined {
  // loaded where there is something to check: most runs of a linter need none of it
  const { Ajv2020: Ajv } = require('ajv/dist/2020.js') as { readonly Ajv2020: typeof Ajv2020 };
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, verbose: true });
  const library = readSchema(new URL(`../../../schemas/${librarySchema}`, import.meta.url)) as LibrarySchema;
  const validate = ajv.addSchema({ ...library, $id: librarySchema }).compile(schema);
  return validate(value) ? programFault(value, library.$defs.standInOperation.enum) : inWords(telling(validate.errors ?? []));
}

/** What is wrong with a program among the descriptions of a configuration. */
function programFault(value: unknown, operations: readonly string[]): string | undefined {
  const { libraries = [] } = value as { readonly libraries?: readonly { readonly standIn?: string }[] };
  for (const [index, { standIn = '' }] of libraries.entries()) {
    const wrong = standInFault(standIn, operations);
    if (wrong !== undefined) return `libraries[${String(index)}].standIn, ${wrong}`;
  }
  return undefined;
}

/** Of the errors of alternatives, the one that got furthest into the value: its alternative was meant. */
function telling(errors: readonly ErrorObject[]): ErrorObject {
  const [deepest] = errors.toSorted((a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length);
  return deepest;
}

function inWords({ instancePath, keyword, params, message = 'is not valid', parentSchema, data }: ErrorObject): string {
  const key = instancePath.slice(1).replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.');
  const within = key === '' ? '' : ` in ${key}`;
  if (keyword === 'additionalProperties') {
    const unknown = String(params['additionalProperty']);
    const known = Object.keys((parentSchema as { readonly properties?: object } | undefined)?.properties ?? {});
    const meant = nearest(unknown, known);
    return `unknown key ${unknown}${within}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  }
  const named = key === '' ? 'it' : key;
  if (keyword !== 'enum') return `${named} ${message}`;
  const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
  const meant = allowed.length > mostListed ? nearest(String(data), allowed) : undefined;
  return `${named} ${message}${allowed.length <= mostListed ? `: ${allowed.join(', ')}` : meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
