import { ContentsError, type ContentsErrorCode } from '@himalia/contracts/contents';

const meanings: Readonly<Record<string, readonly [ContentsErrorCode, (path: string) => string]>> = {
  ENOENT: ['not_found', (path) => `file or directory '${path}' does not exist`],
  ENOTDIR: ['not_found', (path) => `file or directory '${path}' does not exist`],
  ENAMETOOLONG: ['not_found', (path) => `the name is too long for the file system: '${path.slice(0, 100)}...'`],
  ELOOP: ['not_found', (path) => `'${path}' is a symbolic link in a circle`],
  EACCES: ['forbidden', (path) => `Permission denied: ${path}`],
  EPERM: ['forbidden', (path) => `Permission denied: ${path}`],
  EROFS: ['forbidden', (path) => `The file system is read-only: ${path}`],
  EEXIST: ['exists', (path) => `File already exists: ${path}`],
  ENOTEMPTY: ['not_empty', (path) => `Directory ${path} not empty`],
  EISDIR: ['bad_type', (path) => `${path} is a directory, not a file`],
  ENOSPC: ['no_space', (path) => `No space left on the disk for ${path}; nothing was changed`],
  EDQUOT: ['no_space', (path) => `The disk quota is used up, no space for ${path}; nothing was changed`],
  EFBIG: ['no_space', (path) => `${path} would be larger than the file system or a limit allows; nothing was changed`],
};

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Says in a contents error what a file system call's error means for this path; other errors are given back as they are. */
export function asContentsError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  const meaning = code === undefined ? undefined : meanings[code];
  if (meaning) return new ContentsError(meaning[0], meaning[1](path), { cause: error });
  if (code === undefined || error instanceof ContentsError) return error;
  return new ContentsError('failed', `The file system failed for ${path} (${code})`, { cause: error });
}

/** Runs file system calls for a path; what they throw becomes a `ContentsError`. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asContentsError(error, path);
  }
}
