import { forInstalled, libraries as builtin, type Library } from '../libraries/index.ts';
import { constantOperands } from './ir/flow.ts';
import type { Entry, Model, ModuleInfo } from './ir/ir.ts';
import type { Diagnostic, Location } from './location.ts';
import { findEntries } from './entries.ts';
import { installedVersions, type VersionOf } from './installed.ts';
import { type ModuleBuilder, type ProgramBuilder } from './lower/context.ts';
import { lowerFunction } from './lower/functions.ts';
import { importedFiles, lowerEntry, lowerModule, lowerPrelude, moduleOf, type Modules } from './lower/module.ts';
import { neededChapters } from './chapters.ts';
import { standInsFor } from './chosen-stand-ins.ts';
import { preludeOf } from './lowered-prelude.ts';
import { offersSomething, openEntries, relevantFiles, testEntries } from './open/entries.ts';
import { isTestSetup } from './open/tests.ts';
import { isOutOfStack, openProject, tooDeep, type Project } from './project.ts';
import type { Sources } from './sources.ts';
import { isStandIn } from './stand-ins.ts';
import type ts from './typescript.ts';
import { displayed, isModelText } from './paths.ts';
import { readModel } from './written.ts';

export interface ModelOptions {
  /** Absolute working directory; paths in results are relative to it. */
  readonly root: string;
  /** Absolute paths of the files whose entries are analysed; what they import is followed. */
  readonly files: readonly string[];
  /** Absolute path of the tsconfig that says how imports resolve. */
  readonly tsconfig?: string;
  /** Descriptions to use besides the built-in ones. */
  readonly libraries?: readonly Library[];
  /** Where the texts come from, if not from the disk. */
  readonly sources?: Sources;
  /** The files, parsed, where they are at hand already. */
  readonly project?: Project;
  /** Only the entries of these names (`name`, or `file#name`). */
  readonly entries?: readonly string[];
}

/** What one of the files comes to. */
export interface FileModel {
  /** Absolute. */
  readonly file: string;
  /** Undefined for a file that has no entry, or cannot be read. */
  readonly model: Model | undefined;
  /** What was not followed, and which files could not be read. */
  readonly diagnostics: readonly Diagnostic[];
  /** What building it threw, which is a fault of ours: it costs this file, and no other. */
  readonly failure?: Error;
}

interface ModelSet {
  /** One model for each file that has an entry, in the order of `files`. */
  readonly models: Iterable<Model>;
  /** Filled while `models` is read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Builds the process models of all entries in the given files. Never throws for what the analysed code is like. */
export function buildModels(options: ModelOptions): ModelSet {
  const diagnostics: Diagnostic[] = [];
  function* models(): Generator<Model> {
    for (const { model, diagnostics: own, failure } of buildEach(options)) {
      if (failure !== undefined) throw failure;
      for (const diagnostic of own) note(diagnostics, diagnostic);
      if (model !== undefined) yield model;
    }
  }
  return { models: models(), diagnostics };
}

/** Builds them one file at a time, each when it is asked for. */
export function* buildEach(options: ModelOptions): Generator<FileModel> {
  const project = options.project ?? openProject(options);
  const versionOf = installedVersions(options.root);
  const known = [...(options.libraries ?? []), ...forInstalled(builtin, versionOf)];
  for (const file of options.files) yield isModelText(file) ? writtenModel(options, known, file) : sourceModel(options, project, known, versionOf, file);
}

function sourceModel(options: ModelOptions, project: Project, known: readonly Library[], versionOf: VersionOf, fileName: string): FileModel {
  const diagnostics: Diagnostic[] = [];
  const sourceFile = (name: string): ts.SourceFile | undefined => {
    const parsed = project.parse(name);
    if ('file' in parsed) return parsed.file;
    if (parsed.problem !== undefined) note(diagnostics, parsed.problem);
    return undefined;
  };
  const standInFor = standInsFor(project, known, versionOf, fileName);
  const resolveFile: Modules['resolveFile'] = (specifier, from) => {
    const standIn = standInFor(specifier);
    const target = standIn === undefined ? project.resolve(specifier, from.fileName) : undefined;
    return target === undefined ? standIn : sourceFile(target);
  };
  try {
    const file = sourceFile(fileName);
    return { file: fileName, model: file === undefined ? undefined : buildModel(options, { resolveFile, libraries: known, elision: project.elision }, file, diagnostics), diagnostics };
  } catch (error) {
    const shown = displayed(options.root, fileName);
    if (isOutOfStack(error)) return { file: fileName, model: undefined, diagnostics: [...diagnostics, tooDeep(shown)] };
    return { file: fileName, model: undefined, diagnostics, failure: new Error(`the model of ${shown} could not be built`, { cause: error }) };
  }
}

function writtenModel(options: ModelOptions, known: readonly Library[], fileName: string): FileModel {
  const diagnostics: Diagnostic[] = [];
  const shown = displayed(options.root, fileName);
  const model = readModel(fileName, shown, known, diagnostics);
  const entries = model?.entries.filter(({ name }) => isWanted(options, shown, name)) ?? [];
  return { file: fileName, model: model === undefined || entries.length === 0 ? undefined : { ...model, entries }, diagnostics };
}

function buildModel(options: ModelOptions, given: Pick<Modules, 'resolveFile' | 'libraries' | 'elision'>, file: ts.SourceFile, diagnostics: Diagnostic[]): Model | undefined {
  const program = newProgram(options.root, (reason, node) => {
    const source = node.getSourceFile();
    note(diagnostics, { severity: 'info', message: reason, location: locate(options.root, source, node) });
  });
  const modules: Modules = { ...given, program, display: (name) => displayed(options.root, name), builders: [], byFile: new Map() };
  const mayTest = testing.test(file.text);
  // which files are followed is not known yet, so what is seen of this one here is seen again later
  const glance: Modules = { ...modules, builders: [], byFile: new Map() };
  const found = findEntries(file, (call) => mayTest && isTestSetup(moduleOf(glance, file), call));
  if (found.length === 0 && !mayTest && !offersSomething(file)) return undefined;
  const reached = found.length > 0 ? undefined : relevantFiles(modules, file);
  if (reached?.size === 0) return undefined;
  // what an open program imports without need for it here is left unknown
  const following: Modules = reached === undefined ? modules : { ...modules, resolveFile: (specifier, from) => keepIf(reached, given.resolveFile(specifier, from)) };
  const order = initOrder(following, file);
  const prelude = preludeOf(following);

  const inits = new Map<ModuleBuilder, number>();
  for (const source of order) {
    const module = moduleOf(following, source);
    inits.set(module, lowerModule(module));
  }
  const own = moduleOf(following, file);
  // top-level code that neither starts tasks nor touches a primitive has nothing to explore
  const closed = found.some((entry) => entry.kind !== 'module') || isConcurrent(program, new Set(inits.values())) ? found : [];
  const open = found.some((entry) => entry.kind === 'main') ? [] : openEntries(following, own, prelude, closed.length === 0);
  const entries: Entry[] = [...closed, ...(mayTest ? testEntries(own, prelude) : []), ...open].filter((entry) => isWanted(options, displayed(options.root, file.fileName), entry.name)).map((entry) => {
    const procedure = lowerEntry(own, order.map((source) => inits.get(moduleOf(following, source)) ?? 0), entry.call, entry.node);
    const place = locate(options.root, file, entry.node);
    return { name: entry.name, site: program.sites.push(place) - 1, module: own.index, kind: entry.kind, procedure };
  });
  if (entries.length === 0) return undefined;
  for (const chapter of neededChapters(program.libraries)) {
    const module = moduleOf(modules, chapter, true);
    lowerPrelude(module, (node) => lowerFunction(module, node, [], undefined));
  }
  return finish(program, modules, inits, entries);
}

/** A cheap sign that a file may hold tests. */
const testing = /\b(?:describe|suite|it|test|specify)(?:\.\w+)*\s*\(/;

function keepIf(wanted: ReadonlySet<ts.SourceFile>, file: ts.SourceFile | undefined): ts.SourceFile | undefined {
  return file !== undefined && (wanted.has(file) || isStandIn(file)) ? file : undefined;
}

function isWanted({ entries }: ModelOptions, file: string, name: string): boolean {
  return entries === undefined || entries.includes(name) || entries.includes(`${file}#${name}`);
}

/** Whether visible code waits, is asynchronous, or uses something that a library description covers. */
function isConcurrent(program: ProgramBuilder, inits: ReadonlySet<number>): boolean {
  const isLibrary = (operand: number): boolean => program.constants[-1 - operand]?.kind === 'library';
  return program.procedures.some((procedure, index) => procedure !== undefined && !procedure.hidden && ((procedure.kind.startsWith('async') && !inits.has(index))
    || procedure.code.some((instruction) => instruction.op === 'await' || constantOperands(instruction).some(isLibrary))));
}

function newProgram(root: string, opaque: ProgramBuilder['opaque']): ProgramBuilder {
  return {
    root, opaque,
    sites: [], constants: [], procedures: [], classes: [], libraries: [],
    constantIndex: new Map(), libraryIndex: new Map(), labels: new Map(), landmarks: new Set(), mutable: new Set(), derived: new Map(),
  };
}

/** Imports first, each once; a cycle is cut where it closes. */
function initOrder(modules: Modules, root: ts.SourceFile): ts.SourceFile[] {
  const order: ts.SourceFile[] = [];
  const seen = new Set<ts.SourceFile>();
  const visit = (file: ts.SourceFile): void => {
    if (seen.has(file)) return;
    seen.add(file);
    importedFiles(modules, file, root).forEach(visit);
    order.push(file);
  };
  visit(root);
  return order;
}

function finish(program: ProgramBuilder, modules: Modules, inits: ReadonlyMap<ModuleBuilder, number>, entries: readonly Entry[]): Model {
  return {
    sites: program.sites,
    constants: program.constants,
    procedures: program.procedures.map((procedure) => {
      if (procedure === undefined) throw new Error('a procedure was announced but not lowered');
      return procedure;
    }),
    classes: program.classes,
    modules: modules.builders.map((module): ModuleInfo => ({ file: module.path, init: inits.get(module) ?? -1, globals: module.globals, imports: [] })),
    libraries: program.libraries,
    entries,
    derived: Object.fromEntries(program.derived),
    labels: Object.fromEntries(program.labels),
    landmarks: [...program.landmarks].sort((a, b) => a - b),
    mutable: [...program.mutable].sort(),
  };
}

function locate(root: string, file: ts.SourceFile, node: ts.Node): Location {
  const start = file.getLineAndCharacterOfPosition(node.getStart(file));
  const end = file.getLineAndCharacterOfPosition(node.end);
  return { file: displayed(root, file.fileName), line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}

function note(diagnostics: Diagnostic[], diagnostic: Diagnostic): void {
  const key = JSON.stringify(diagnostic);
  if (!diagnostics.some((known) => JSON.stringify(known) === key)) diagnostics.push(diagnostic);
}
