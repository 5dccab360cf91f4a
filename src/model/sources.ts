import ts from './typescript.ts';

/** Where the text of files comes from: the disk, or what stands in for it. Paths are absolute. */
export interface Sources {
  /** Undefined for a file that cannot be read. */
  readonly read: (file: string) => string | undefined;
  readonly exists: (file: string) => boolean;
}

export const disk: Sources = {
  read: (file) => {
    try {
      return ts.sys.readFile(file);
    } catch {
      return undefined;
    }
  },
  exists: (file) => ts.sys.fileExists(file),
};
