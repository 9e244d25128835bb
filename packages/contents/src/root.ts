import { join } from 'node:path';
import { ContentsError } from '@himalia/contracts/contents';

/** Drops empty and `.` segments and follows `..` textually; undefined when it leaves the root or cannot name a file. */
function normalise(path: string): string[] | undefined {
  if (path.includes('\0')) return undefined;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments;
}

export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(at, 0)), name: path.slice(at + 1) };
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The folder that paths are relative to. Confinement is textual: no path names anything above it (SPEC 1). */
export class Root {
  readonly folder: string;
  readonly #allowHidden: boolean;

  /** `folder` is absolute and its own symbolic links are resolved. */
  constructor(folder: string, allowHidden: boolean) {
    this.folder = folder;
    this.#allowHidden = allowHidden;
  }

  /** The absolute path on disk, or undefined. */
  find(path: string): string | undefined {
    const segments = normalise(path);
    return segments && join(this.folder, ...segments);
  }

  /** The absolute path on disk. Throws `not_found` where a path leaves the root. */
  locate(path: string): string {
    const found = this.find(path);
    if (found === undefined) throw notFound(path);
    return found;
  }

  /** Hidden names are those with a segment below the root that begins with a dot. */
  isHidden(path: string): boolean {
    return !this.#allowHidden && (normalise(path) ?? []).some((segment) => segment.startsWith('.'));
  }

  isRoot(path: string): boolean {
    return normalise(path)?.length === 0;
  }
}

export function notFound(path: string): ContentsError {
  return new ContentsError('not_found', `file or directory '${path.replaceAll('\0', '\\x00')}' does not exist`);
}
