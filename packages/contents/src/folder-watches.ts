import type { ContentsChange } from '@himalia/contracts/contents';
import { ContentsError } from '@himalia/contracts/contents';
import { codeOf } from './disk-error.ts';
import { FolderWatch, type Watched } from './folder-watch.ts';

/** Folders that are watched together by all clients. */
const maxWatched = 1000;

/** One watch a folder, however many want to know. */
export class FolderWatches {
  readonly #open = new Map<string, Promise<FolderWatch>>();

  async add(watched: Watched, listener: (change: ContentsChange) => void): Promise<Disposable> {
    const { local, path } = watched;
    const found = this.#open.get(local) ?? this.#begin(watched);
    try {
      return (await found).add(listener);
    } catch (error) {
      if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EMFILE')
        throw new ContentsError('too_large', `The system watches no further folders; ${path} is not watched`);
      throw error;
    }
  }

  #begin(watched: Watched): Promise<FolderWatch> {
    if (this.#open.size >= maxWatched)
      throw new ContentsError('bad_request', `More than ${maxWatched} folders are not watched at a time`);
    const { local } = watched;
    const forget = (): void => void this.#open.delete(local);
    const opening = FolderWatch.open(watched, forget);
    this.#open.set(local, opening);
    opening.catch(forget);
    return opening;
  }
}
