import type { Application, LabAssets, PageConfig, PageValues } from '@himalia/contracts/frontends';
import type { Http } from '@himalia/contracts/http';
import type { Log } from '@himalia/core';
import { applicationConfig, labconfig } from './config-files.ts';
import { withExtensions } from './extensions-config.ts';
import { merge } from './switches.ts';
import { urls } from './urls.ts';

type Sources = { readonly http: Http; readonly assets: LabAssets; readonly configFolders: readonly string[] };

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Page configs from the files of the configuration, the prebuilt extensions, and other plugins. */
export class MergedPageConfig implements PageConfig {
  readonly #sources: Sources;
  readonly #log: Log;
  readonly #contributors = new Map<string, () => PageValues>();

  constructor(sources: Sources, log: Log) {
    this.#sources = sources;
    this.#log = log;
  }

  contribute(id: string, values: () => PageValues): void {
    if (this.#contributors.has(id)) throw new Error(`${id} contributes to the page config twice`);
    this.#contributors.set(id, values);
  }

  /** Rejects when two contributors give one key: which of them is right cannot be told. Disabled extensions add up. */
  #contributed(): PageValues & { readonly disabledExtensions: readonly string[] } {
    const owners = new Map<string, string>();
    const all: Record<string, unknown> = {};
    const disabled: string[] = [];
    for (const [id, values] of this.#contributors) {
      const { disabledExtensions, ...own } = values();
      disabled.push(...list(disabledExtensions));
      for (const [key, value] of Object.entries(own)) {
        const owner = owners.get(key);
        if (owner !== undefined) throw new Error(`${owner} and ${id} both contribute '${key}' to the page config`);
        owners.set(key, id);
        all[key] = value;
      }
    }
    return { ...all, disabledExtensions: disabled };
  }

  async forPage(application: Application, own: PageValues): Promise<PageValues> {
    const { http, assets, configFolders } = this.#sources;
    const report = (file: string, problem: string): void =>
      this.#log.warn('skipped a file of the page config', { file, problem });
    const lowest = application === 'lab' ? await applicationConfig(assets.settingsFolders, report) : {};
    const files = merge(lowest, await labconfig(configFolders, report));
    const serves = (name: string): boolean => http.served.some(({ contract }) => contract.name === name);
    const base = withExtensions(files, await assets.extensions(), serves);
    const contributed = this.#contributed();
    const disabled = [base, contributed, own].flatMap(({ disabledExtensions }) => list(disabledExtensions));
    return {
      ...base,
      ...contributed,
      ...urls(http.baseUrl),
      ...own,
      disabledExtensions: [...new Set(disabled)],
    };
  }
}
