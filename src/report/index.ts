import type { Reporter } from './report.ts';

/** Every format, loaded when it is asked for. */
export const reporters = {
  pretty: async (): Promise<Reporter> => (await import('./pretty.ts')).pretty,
  json: async (): Promise<Reporter> => (await import('./json.ts')).json,
  sarif: async (): Promise<Reporter> => (await import('./sarif.ts')).sarif,
  junit: async (): Promise<Reporter> => (await import('./junit.ts')).junit,
  github: async (): Promise<Reporter> => (await import('./github.ts')).github,
  gitlab: async (): Promise<Reporter> => (await import('./gitlab.ts')).gitlab,
  markdown: async (): Promise<Reporter> => (await import('./markdown.ts')).markdown,
  html: async (): Promise<Reporter> => (await import('./html/page.ts')).page,
} as const;

export type Format = keyof typeof reporters;

export const formats: readonly Format[] = ['pretty', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'html'];
