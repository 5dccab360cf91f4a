import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { nearest } from './nearest.ts';

/** What is wrong with a value by a JSON Schema, in words that name the key; undefined where nothing is. */
export function fault(value: unknown, schemaFile: string): string | undefined {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false, verbose: true }).compile(schema);
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return first === undefined ? 'it is not valid' : inWords(first);
}

function inWords({ instancePath, keyword, params, message = 'is not valid', parentSchema }: ErrorObject): string {
  const key = instancePath.slice(1).replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.');
  const within = key === '' ? '' : ` in ${key}`;
  if (keyword === 'additionalProperties') {
    const unknown = String(params['additionalProperty']);
    const known = Object.keys((parentSchema as { readonly properties?: object } | undefined)?.properties ?? {});
    const meant = nearest(unknown, known);
    return `unknown key ${unknown}${within}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  }
  const allowed = keyword === 'enum' ? `: ${(params['allowedValues'] as readonly unknown[]).join(', ')}` : '';
  return `${key === '' ? 'it' : key} ${message}${allowed}`;
}
