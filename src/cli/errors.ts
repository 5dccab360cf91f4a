/** The command line asks for something that cannot be done. One line: what, where, what to do. Nothing is analysed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The reason the system gave, in words. */
export function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
    ELOOP: 'a symbolic link leads back to itself',
    ENOENT: 'no such file or directory',
    ENOSPC: 'no space left on the device',
    ENOTDIR: 'a part of the path is not a directory',
    EPERM: 'operation not permitted',
    EROFS: 'the file system is read-only',
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
