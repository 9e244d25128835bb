import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';
import type { Kernels } from '@himalia/contracts/kernels';

type Sources = {
  readonly contents: Pick<Contents, 'localPath' | 'exists'> | undefined;
  readonly kernels: Pick<Kernels, 'get' | 'folder'> | undefined;
};
type Scope = 'server' | 'kernel';
export type Resolution = {
  readonly resolved: { readonly scope: Scope; readonly path: string }[];
  readonly unresolved?: { readonly scope: Scope; readonly reason: string }[];
};

/** Finds the file that a path in an output means: below the root, and in the folder that a kernel started in. */
export class PathResolver {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  async resolve(path: string, kernel: string | undefined): Promise<Resolution> {
    const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
    const onServer = path.includes('\0') ? undefined : await this.#onServer(expanded);
    const server = onServer === undefined ? [] : [{ scope: 'server' as const, path: onServer }];
    if (!kernel) return { resolved: server };
    if (!this.#sources.kernels?.get(kernel))
      return { resolved: server, unresolved: [{ scope: 'kernel', reason: `Kernel ${kernel} could not be found` }] };
    const inKernel = path.includes('\0') ? undefined : this.#inKernel(expanded, kernel);
    return { resolved: inKernel === undefined ? server : [...server, { scope: 'kernel', path: inKernel }] };
  }

  /** The contents decide what exists, so that hidden and forbidden files do not show. */
  async #onServer(path: string): Promise<string | undefined> {
    const { contents } = this.#sources;
    const root = contents?.localPath('');
    if (!contents || root === undefined) return undefined;
    const inside = isAbsolute(path) ? relative(root, path) : posix.normalize(path);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined;
    const logical = inside === '.' ? '' : inside.split(sep).join('/').replace(/\/$/, '');
    return (await contents.exists(logical)) ? logical : undefined;
  }

  #inKernel(path: string, kernel: string): string | undefined {
    const folder = this.#sources.kernels?.folder(kernel);
    if (folder === undefined) return undefined;
    const absolute = resolve(folder, path);
    return existsSync(absolute) ? absolute : undefined;
  }
}
