import type { Found } from '../../libraries/index.ts';
import { addLibrary, type ModuleBuilder } from '../lower/context.ts';
import { typeImport } from '../lower/module.ts';
import ts from '../typescript.ts';

/** What code outside passes to the functions of a file that is a library's, as the types of their parameters say. */

/** What a name means that a type says, if it is a class of a library; what is imported as a type only counts. */
function libraryClass(module: ModuleBuilder, name: string): Found | undefined {
  const variable = module.scopes.of.get(module.file)?.variables.get(name);
  const imported = variable === undefined ? typeImport(module.file, name) : variable.imported;
  const resolved = imported === undefined ? undefined : module.resolveImport(imported.specifier, imported.name);
  const found = resolved?.kind === 'library' ? resolved.found : variable === undefined && imported === undefined ? module.resolveGlobal(name) : undefined;
  return found?.meaning.kind === 'class' ? found : undefined;
}

/** Locks and limits that others use as well, but not for ever, and what is made by an operation of its own. */
const lasting: ReadonlySet<string> = new Set(['mutex', 'rwlock', 'limiter']);

/** What makes an object of a library's class as code outside may have it, as source text; `name` is imported from the file if need be. */
export function passedObject(module: ModuleBuilder, name: string, unknown: string): { readonly text: string; readonly isImported: boolean } | undefined {
  const found = libraryClass(module, name);
  if (found?.meaning.kind !== 'class' || found.meaning.construct === undefined) return undefined;
  const { primitive, passed, factory } = found.meaning;
  if (passed !== true && !lasting.has(primitive)) return undefined;
  const isImported = module.resolveGlobal(name) === undefined;
  return { text: `${factory === true ? '' : 'new '}${name}(${passed === true ? '' : unknown})`, isImported };
}

/** Whether a type is that of a signal of a library or of the platform. */
export function isSignal(module: ModuleBuilder, name: string): boolean {
  const found = libraryClass(module, name);
  return found?.meaning.kind === 'class' && found.meaning.primitive === 'signal';
}

/** Makes known what the types of a file name: by their methods it is seen which functions use it. */
export function notePassed(module: ModuleBuilder): void {
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
      const found = passedObject(module, node.typeName.text, '') === undefined ? undefined : libraryClass(module, node.typeName.text);
      if (found !== undefined) addLibrary(module.program, found);
    }
    ts.forEachChild(node, visit);
  };
  visit(module.file);
}
