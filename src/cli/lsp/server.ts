import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CodeActionKind, createConnection, TextDocuments, TextDocumentSyncKind, type Connection, type InitializeParams } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { assemble } from '../../report/assemble.ts';
import { reporters } from '../../report/index.ts';
import { writeWhole } from '../files.ts';
import type { Host } from '../host.ts';
import { contextOf } from '../outputs.ts';
import { isSource } from '../walk.ts';
import { actionsFor, openReport } from './actions.ts';
import type { Failure, Question } from './judge.ts';
import { Judging } from './judging.ts';
import { Knowledge } from './known.ts';
import { diagnosticOf, hoverOf, remarkOf, source } from './shown.ts';

/** What the editor can show. */
interface Abilities {
  readonly steps: boolean;
  readonly snippets: boolean;
  readonly documents: boolean;
}

/** The language server: findings are published when a file is opened, and again for it and what imports it when it is saved. */
export class Server {
  readonly #connection: Connection;
  readonly #host: Host;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #knowledge = new Knowledge();
  readonly #judging: Judging;
  #roots: readonly string[] = [];
  #abilities: Abilities = { steps: false, snippets: false, documents: false };

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, host: Host) {
    this.#connection = createConnection(input, output);
    this.#host = host;
    this.#judging = new Judging({
      answered: ({ root }, answer) => { for (const file of this.#knowledge.learn(root, answer)) this.#publish(file); },
      failed: (question, failure) => { this.#tell(question, failure); },
    });
  }

  /** Resolves when the editor is done with it. */
  async serve(): Promise<void> {
    const connection = this.#connection;
    connection.onInitialize(params => {
      this.#roots = rootsOf(params);
      this.#abilities = abilitiesOf(params);
      return {
        serverInfo: { name: source, version: this.#host.version },
        capabilities: {
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
          hoverProvider: true,
          codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
          executeCommandProvider: { commands: [openReport] },
        },
      };
    });
    this.#documents.onDidOpen(({ document }) => { this.#ask(document.uri, false); });
    this.#documents.onDidSave(({ document }) => { this.#ask(document.uri, true); });
    connection.onHover(({ textDocument, position }) => {
      const file = fileOf(textDocument.uri);
      const known = file === undefined ? [] : this.#knowledge.at(file, position.line + 1, position.character + 1);
      return known.length === 0 ? null : { contents: { kind: 'markdown', value: known.map(hoverOf).join('\n\n---\n\n') } };
    });
    connection.onCodeAction(({ textDocument, context }) => {
      const document = this.#documents.get(textDocument.uri);
      return document === undefined ? [] : actionsFor(document, context.diagnostics, this.#abilities.snippets);
    });
    connection.onExecuteCommand(async ({ command, arguments: given }) => {
      const [uri, id] = (given ?? []) as readonly unknown[];
      if (command === openReport && typeof uri === 'string' && typeof id === 'string') await this.#openReport(uri, id);
    });
    connection.onShutdown(() => this.#judging.end());
    this.#documents.listen(connection);
    connection.listen();
    await new Promise<void>(resolve => { connection.onExit(resolve); });
  }

  #ask(uri: string, withDependents: boolean): void {
    const file = fileOf(uri);
    if (file === undefined || !isSource(file)) return;
    this.#judging.ask({ root: this.#rootOf(file), file, withDependents });
  }

  /** The innermost workspace folder that holds a file; its own folder where there is none. */
  #rootOf(file: string): string {
    const [innermost] = this.#roots.filter(root => file.startsWith(root + sep)).sort((a, b) => b.length - a.length);
    return innermost ?? dirname(file);
  }

  #publish(file: string): void {
    const diagnostics = [
      ...this.#knowledge.findingsIn(file).map(known => diagnosticOf(known, this.#abilities.steps)),
      ...this.#knowledge.problemsIn(file).map(remarkOf),
    ];
    void this.#connection.sendDiagnostics({ uri: pathToFileURL(file).href, diagnostics });
  }

  #tell({ file }: Question, { message, isUsage }: Failure): void {
    if (isUsage) this.#connection.window.showWarningMessage(`coffman: ${message}`);
    else this.#connection.console.error(`coffman: internal error while ${file} was checked: this is a fault of coffman, not of the code it checks\n${message}`);
  }

  async #openReport(uri: string, id: string): Promise<void> {
    const root = this.#rootOf(fileOf(uri) ?? this.#host.cwd);
    const report = assemble({ findings: this.#knowledge.findingsOf(root), entries: [], diagnostics: [], files: 0 });
    const page = join(tmpdir(), `coffman-${process.pid}.html`);
    const render = await reporters.html();
    writeWhole(page, render(report, contextOf({ ...this.#host, cwd: root })));
    const target = `${pathToFileURL(page).href}#finding-${report.findings.findIndex(finding => finding.id === id) + 1}`;
    const isShown = this.#abilities.documents && (await this.#connection.window.showDocument({ uri: target, external: true })).success;
    if (!isShown) this.#connection.window.showInformationMessage(`The Coffman report is at ${target}`);
  }
}

function rootsOf({ workspaceFolders, ...params }: InitializeParams): readonly string[] {
  const folders = workspaceFolders?.map(({ uri }) => uri) ?? [];
  // older editors know of one folder only
  const { rootUri } = params as { readonly rootUri?: string | null };
  return (folders.length > 0 ? folders : [rootUri ?? '']).flatMap(uri => fileOf(uri) ?? []).filter(isFolder);
}

function abilitiesOf({ capabilities: { textDocument, workspace, window } }: InitializeParams): Abilities {
  return {
    steps: textDocument?.publishDiagnostics?.relatedInformation === true,
    snippets: workspace?.workspaceEdit?.snippetEditSupport === true,
    documents: window?.showDocument?.support === true,
  };
}

/** The path of a document that lies on the disk. */
function fileOf(uri: string): string | undefined {
  return uri.startsWith('file:') ? resolve(fileURLToPath(uri)) : undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true && relative('/', path) !== '';
}
