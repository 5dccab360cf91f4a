import type { Host } from './host.ts';
import type { ExitCode } from './main.ts';
import type { Given } from './options.ts';

/** Speaks the Language Server Protocol over stdin and stdout until the editor ends it. */
export async function runLsp(_given: Given, host: Host): Promise<ExitCode> {
  const { Server } = await import('./lsp/server.ts');
  await new Server(process.stdin, process.stdout, host).serve();
  return 0;
}
