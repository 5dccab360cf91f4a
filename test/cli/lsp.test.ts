import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createProtocolConnection, DidChangeTextDocumentNotification, DidOpenTextDocumentNotification, DidSaveTextDocumentNotification, ExitNotification, HoverRequest, InitializedNotification,
  InitializeRequest, CodeActionRequest, ExecuteCommandRequest, PublishDiagnosticsNotification, ShowDocumentRequest, ShutdownRequest, StreamMessageReader, StreamMessageWriter,
  type CodeAction, type Diagnostic, type MarkupContent, type ProtocolConnection, type PublishDiagnosticsParams, type TextDocumentEdit,
} from 'vscode-languageserver/node';

/** The server as an editor starts it, spoken to with a real client over stdio. */
const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

const accounts = `import { Mutex } from 'async-mutex';
export const savings = new Mutex();
export const checking = new Mutex();
export async function deposit() {
  await checking.runExclusive(async () => { await savings.runExclusive(() => undefined); });
}
`;
const orderly = accounts.replace('await checking.runExclusive(async () => { await savings', 'await savings.runExclusive(async () => { await checking');
const transfer = `import { checking, deposit, savings } from './accounts.ts';
async function withdraw() {
  await savings.runExclusive(async () => {
    await checking.runExclusive(() => undefined);
  });
}
export async function main() {
  await Promise.all([deposit(), withdraw()]);
}
`;
const apart = `export const main = (): void => undefined;
`;

const root = mkdtempSync(join(tmpdir(), 'coffman-lsp-'));
const uriOf = (name: string): string => pathToFileURL(join(root, name)).href;

describe('coffman lsp', () => {
  const published: PublishDiagnosticsParams[] = [];
  const shown: string[] = [];
  let server: ChildProcess;
  let client: ProtocolConnection;
  let awaited: { readonly uri: string; readonly resolve: (diagnostics: readonly Diagnostic[]) => void } | undefined;

  /** What is published of a file after something was done. */
  async function after(name: string, act: () => Promise<void>): Promise<readonly Diagnostic[]> {
    const diagnostics = new Promise<readonly Diagnostic[]>((resolve) => { awaited = { uri: uriOf(name), resolve }; });
    await act();
    return diagnostics;
  }

  const open = (name: string): Promise<void> => client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: uriOf(name), languageId: 'typescript', version: 1, text: readFileSync(join(root, name), 'utf8') } });

  async function save(name: string, text: string): Promise<void> {
    writeFileSync(join(root, name), text);
    await client.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri: uriOf(name), version: 2 }, contentChanges: [{ text }] });
    await client.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: uriOf(name) } });
  }

  beforeAll(async () => {
    for (const [name, text] of Object.entries({ 'accounts.ts': accounts, 'transfer.ts': transfer, 'apart.ts': apart, 'package.json': '{ "type": "module" }' })) writeFileSync(join(root, name), text);
    server = spawn(process.execPath, [bin, 'lsp', '--stdio', `--clientProcessId=${String(process.pid)}`], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (server.stdout === null || server.stdin === null) throw new Error('no streams');
    client = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    client.onNotification(PublishDiagnosticsNotification.type, (params) => {
      published.push(params);
      if (params.uri === awaited?.uri) awaited.resolve(params.diagnostics);
    });
    client.onRequest(ShowDocumentRequest.type, ({ uri }) => {
      shown.push(uri);
      return { success: true };
    });
    client.listen();
    const { capabilities } = await client.sendRequest(InitializeRequest.type, {
      // the protocol wants it still
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      processId: process.pid, rootUri: null, workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'shop' }],
      capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } }, workspace: { workspaceEdit: { snippetEditSupport: true } }, window: { showDocument: { support: true } } },
    });
    expect(capabilities).toMatchObject({ hoverProvider: true, executeCommandProvider: { commands: ['coffman.openReport'] } });
    await client.sendNotification(InitializedNotification.type, {});
  });

  afterAll(() => {
    server.kill();
    rmSync(root, { recursive: true });
  });

  test('a file that is opened is judged, with a related place for each step', async () => {
    const [diagnostic, ...others] = await after('accounts.ts', () => open('transfer.ts'));
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ source: 'coffman', code: 'deadlock', severity: 1, range: { start: { line: 4 } } });
    const steps = diagnostic.relatedInformation ?? [];
    expect(steps.map(({ message }) => message)).toEqual(steps.map((_, index) => expect.stringMatching(`^${String(index + 1)}\\. main → (deposit|withdraw) `) as string));
    expect(new Set(steps.map(({ location }) => location.uri))).toEqual(new Set([uriOf('accounts.ts'), uriOf('transfer.ts')]));
  });

  test('hover shows the four conditions', async () => {
    const hover = await client.sendRequest(HoverRequest.type, { textDocument: { uri: uriOf('transfer.ts') }, position: { line: 3, character: 14 } });
    const { value } = hover?.contents as MarkupContent;
    expect(value).toMatch(/\*\*Certain deadlock\*\*[^]*\| Mutual exclusion \|[^]*\| Hold and wait \|[^]*\| No preemption \|[^]*\| Circular wait \|[^]*What would fix it/i);
    expect(await client.sendRequest(HoverRequest.type, { textDocument: { uri: uriOf('transfer.ts') }, position: { line: 0, character: 0 } })).toBeNull();
  });

  test('actions open the report at the finding, and ignore it with a reason', async () => {
    const diagnostics = [...await after('accounts.ts', () => open('accounts.ts'))];
    const actions = await client.sendRequest(CodeActionRequest.type, { textDocument: { uri: uriOf('accounts.ts') }, range: diagnostics[0].range, context: { diagnostics } }) as readonly CodeAction[];
    expect(actions.map(({ title }) => title)).toEqual(['Open the Coffman report at this finding', 'Ignore this deadlock, with a reason']);
    const [{ command }, { edit }] = actions;
    await client.sendRequest(ExecuteCommandRequest.type, { command: command?.command ?? '', arguments: command?.arguments ?? [] });
    const [page, anchor] = shown[0].split('#');
    expect(anchor).toBe('finding-1');
    expect(readFileSync(fileURLToPath(page), 'utf8')).toContain('id="finding-1"');
    rmSync(fileURLToPath(page));
    const [{ edits: [put] }] = edit?.documentChanges as readonly TextDocumentEdit[];
    expect(put).toEqual({ range: { start: { line: 4, character: 0 }, end: { line: 4, character: 0 } }, snippet: { kind: 'snippet', value: '  // coffman-ignore-next-line deadlock -- ${1:say why it does no harm}\n' } });
  });

  test('a file that does not parse breaks nothing, and is told of', async () => {
    const [problem] = await after('accounts.ts', () => save('accounts.ts', `${accounts}export const = ;\n`));
    expect(problem).toMatchObject({ source: 'coffman', severity: 2, range: { start: { line: 6 } } });
  });

  test('when a file is saved, what imports it is judged again, and nothing else', async () => {
    published.length = 0;
    expect(await after('accounts.ts', () => save('accounts.ts', orderly))).toEqual([]);
    expect(new Set(published.map(({ uri }) => uri))).toEqual(new Set([uriOf('accounts.ts'), uriOf('transfer.ts')]));
    expect(published.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  });

  test('what an editor says of files that are not there, or not on the disk, breaks nothing', async () => {
    for (const uri of ['untitled:Untitled-1', 'file:///no/such/file.ts', uriOf('gone.ts')]) {
      await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'typescript', version: 1, text: 'await' } });
      await client.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
    }
    expect(await after('accounts.ts', () => save('accounts.ts', accounts))).toHaveLength(1);
  });

  test('it ends when it is told to', async () => {
    const code = new Promise((resolve) => { server.on('exit', resolve); });
    await client.sendRequest(ShutdownRequest.type);
    await client.sendNotification(ExitNotification.type);
    expect(await code).toBe(0);
  });
});
