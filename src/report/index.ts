import type { Reporter } from './report.ts';

/** Every format, loaded when it is asked for. */
export const reporters = {
  pretty: async (): Promise<Reporter> => (await import('./pretty.ts')).pretty,
  json: async (): Promise<Reporter> => (await import('./json.ts')).json,
} as const;

export type Format = keyof typeof reporters;

export const formats: readonly Format[] = ['pretty', 'json'];
