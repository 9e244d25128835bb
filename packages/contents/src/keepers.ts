import type { ContentsClient, ContentsKeeper, ContentsKeepers, Saved, WireSave } from '@himalia/contracts/contents';

/** Asks one keeper after the other, in the order of their registration. */
export class Keepers implements ContentsKeepers {
  readonly #all = new Set<ContentsKeeper>();

  register(keeper: ContentsKeeper): Disposable {
    this.#all.add(keeper);
    return { [Symbol.dispose]: () => void this.#all.delete(keeper) };
  }

  async beforeRead(path: string, client: ContentsClient): Promise<void> {
    for (const keeper of this.#all) await keeper.beforeRead(path, client);
  }

  async aroundSave(request: WireSave, save: () => Promise<Saved>): Promise<Saved> {
    const innermostFirst = [...this.#all].reverse();
    const all = innermostFirst.reduce((next, keeper) => () => keeper.aroundSave(request, next), save);
    return await all();
  }
}
