import type { ConnectionInfo } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import type { ConnectionLimits } from '../connection/kernel-connection.ts';
import type { KernelNews } from '../connection/kernel-news.ts';
import type { KernelHost } from '../host/kernel-host.ts';
import { type FoundFile, filesIn, readConnectionFile, versionOf } from './connection-files.ts';
import { ExternalKernel } from './external-kernel.ts';

export type ExternalSetup = {
  /** Connection files named one by one. */
  readonly files: readonly string[];
  /** Whose connection files come and go; undefined: none. */
  readonly folder: string | undefined;
  readonly host: KernelHost;
  readonly limits: ConnectionLimits;
  /** What becomes of them. */
  readonly onNews: (news: KernelNews) => void;
  readonly log: Log;
  /** A kernel is there. */
  readonly onStarted: (id: string) => void;
  /** A kernel left: its file is gone, or it was forgotten. */
  readonly onGone: (id: string) => void;
};
/** `kernel` is undefined once it was forgotten, or when the file is none. */
type Known = { readonly version: string | undefined; readonly kernel: ExternalKernel | undefined };

const mostFiles = 200;

/** The kernels that others started, one for each connection file. */
export class ExternalKernels {
  readonly #setup: ExternalSetup;
  readonly #byPath = new Map<string, Known>();
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(setup: ExternalSetup) {
    this.#setup = setup;
  }

  list(): readonly ExternalKernel[] {
    return [...this.#byPath.values()].flatMap(({ kernel }) => kernel ?? []);
  }

  get(id: string): ExternalKernel | undefined {
    return this.list().find((kernel) => kernel.id === id);
  }

  /** Looks for files that came, changed or went. */
  refresh(): Promise<void> {
    this.#looking ??= this.#refresh().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** It lives on. It is not shown again until its connection file changes. */
  async forget(id: string): Promise<void> {
    for (const [path, { version, kernel }] of this.#byPath) {
      if (kernel?.id !== id) continue;
      this.#byPath.set(path, { version, kernel: undefined });
      await this.#leave(kernel);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all(this.list().map((kernel) => kernel.forget()));
    this.#byPath.clear();
  }

  async #refresh(): Promise<void> {
    const { files, folder, log } = this.#setup;
    const found = folder === undefined ? [] : await filesIn(folder);
    if (found.length > mostFiles)
      log.warn('too many connection files', { folder, files: found.length, used: mostFiles });
    const paths = new Set([...files, ...found.slice(0, mostFiles)]);
    for (const [path, { kernel }] of this.#byPath) {
      if (paths.has(path)) continue;
      this.#byPath.delete(path);
      kernel?.die('Its connection file is gone');
      if (kernel) await this.#leave(kernel);
    }
    for (const path of paths) await this.#look(path, files.includes(path));
  }

  async #look(path: string, isNamed: boolean): Promise<void> {
    const version = await versionOf(path);
    const known = this.#byPath.get(path);
    if (known && known.version === version) return;
    const file = await readConnectionFile(path);
    if (this.#closed) return;
    const kernel = known?.kernel;
    if (kernel?.isOf(file.found)) {
      this.#byPath.set(path, { version, kernel });
      return;
    }
    kernel?.die('Its connection file was changed');
    if (kernel) await this.#leave(kernel);
    if (typeof file.found === 'string') this.#setup.log.warn('connection file not used', { path, why: file.found });
    // Who named a file is to see what became of it; in a folder there may be others' files.
    const shown = isNamed || typeof file.found !== 'string';
    this.#byPath.set(path, { version, kernel: shown ? this.#attach(file) : undefined });
    if (shown) this.#setup.onStarted(file.id);
  }

  #attach({ id, name, found }: FoundFile): ExternalKernel {
    const { host, limits, onNews, log } = this.#setup;
    log.info('attached to a kernel that was started elsewhere', { kernel: id, name });
    return new ExternalKernel({
      id,
      name,
      found,
      hold: (connection: ConnectionInfo) => host.hold(id, connection),
      limits,
      onNews,
      log,
    });
  }

  async #leave(kernel: ExternalKernel): Promise<void> {
    await kernel.forget();
    this.#setup.onGone(kernel.id);
  }
}
