import type { Host } from './host.ts';

/** Says plainly that the fault is Coffman's, with all that a report of it needs. */
export function internalError(error: unknown, host: Pick<Host, 'version' | 'platform'>, during = ''): string {
  const text = told(error);
  return [
    `coffman: internal error${during}: this is a fault of coffman, not of the code it checks; please report it with the lines below`,
    `  coffman ${host.version}, ${host.platform}`,
    ...text.split('\n').map(line => `  ${line}`),
    '',
  ].join('\n');
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.stack ?? error.message : `${error.message}: ${told(error.cause)}`;
}
