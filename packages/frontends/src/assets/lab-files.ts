import { dirname, join } from 'node:path';
import type {
  Application,
  FederatedExtension,
  FrontEnd,
  LabAssets,
  PageValues,
  SchemaFolder,
} from '@himalia/contracts/frontends';
import type { Log } from '@himalia/core';
import { builtFrontEnd } from './built-front-end.ts';
import { findExtensions, foldersOfExtensions } from './federated-extensions.ts';
import { firstFile } from './inside.ts';
import { installedLab } from './installed-lab.ts';

export type Folders = {
  /** Our own build. */
  readonly ui: string;
  /** An installed JupyterLab to use instead of ours. */
  readonly appDir: string | undefined;
  /** Folders that prebuilt extensions are looked for in, best first. */
  readonly labextensions: readonly string[];
};

function directoriesOf({ appDir, ui, labextensions }: Folders, scripts: string): PageValues {
  const application = appDir ?? ui;
  return {
    appSettingsDir: join(application, 'settings'),
    schemasDir: join(application, 'schemas'),
    themesDir: join(application, 'themes'),
    staticDir: scripts,
    templatesDir: scripts,
    labextensionsPath: labextensions,
  };
}

/** A theme's file: ours has everything inside it and is compressed, others' may name files beside them. */
export type ThemeFile = { readonly path: string; readonly ours: boolean };

/** The files on this machine's disk. */
export class LabFiles implements LabAssets {
  readonly #folders: Folders;
  readonly #log: Log;
  readonly #installed: FrontEnd | undefined;
  readonly #reported = new Set<string>();
  readonly settingsFolders: readonly string[];
  readonly directories: PageValues;

  /** Throws `NoLabError` when `appDir` has no JupyterLab. */
  constructor(folders: Folders, log: Log) {
    this.#folders = folders;
    this.#log = log;
    this.#installed = folders.appDir === undefined ? undefined : installedLab(folders.appDir);
    this.directories = directoriesOf(folders, this.frontEnd('lab')?.folder ?? '');
    this.settingsFolders = folders.appDir === undefined ? [] : [join(folders.appDir, 'settings')];
  }

  get version(): string | undefined {
    return this.frontEnd('lab')?.version;
  }

  frontEnd(application: Application): FrontEnd | undefined {
    if (application === 'lab' && this.#installed) return this.#installed;
    // One bundle for both: the browser that has one has the other.
    return builtFrontEnd(this.#folders.ui, application, this.#installed ? 'static/notebook' : 'static/lab');
  }

  extensions(): Promise<readonly FederatedExtension[]> {
    return findExtensions(this.#folders.labextensions, (folder, problem) => this.#report(folder, problem));
  }

  #report(folder: string, problem: string): void {
    if (this.#reported.has(folder)) return;
    this.#reported.add(folder);
    this.#log.warn('skipped a prebuilt extension', { folder, problem });
  }

  async schemas(): Promise<readonly SchemaFolder[]> {
    const versions = new Map((await this.extensions()).map(({ folder, version }) => [folder, version]));
    const found = await foldersOfExtensions(this.#folders.labextensions, 'schemas');
    const extensions = found.map((folder) => ({ folder, version: versions.get(dirname(folder)) }));
    const applications = this.#applications().map((folder) => ({
      folder: join(folder, 'schemas'),
      version: undefined,
    }));
    return [...extensions, ...applications];
  }

  /** Where `schemas` and `themes` are, best first. */
  #applications(): string[] {
    const { appDir, ui } = this.#folders;
    return appDir === undefined ? [ui] : [appDir, ui];
  }

  extensionFile(path: string): Promise<string | undefined> {
    return firstFile(this.#folders.labextensions, path);
  }

  async themeFile(path: string): Promise<ThemeFile | undefined> {
    const { appDir, ui } = this.#folders;
    const extensions = await foldersOfExtensions(this.#folders.labextensions, 'themes');
    const others = appDir === undefined ? extensions : [...extensions, join(appDir, 'themes')];
    const other = await firstFile(others, path);
    if (other) return { path: other, ours: false };
    const ours = await firstFile([join(ui, 'themes')], path);
    return ours ? { path: ours, ours: true } : undefined;
  }

  async licenses(): Promise<ReadonlyMap<string, string>> {
    const files = new Map<string, string>();
    if (this.#installed) files.set('JupyterLab', join(this.#installed.folder, 'third-party-licenses.json'));
    files.set('Himalia front end', join(this.#folders.ui, 'third-party-licenses.json'));
    for (const { name, folder } of await this.extensions())
      files.set(name, join(folder, 'static/third-party-licenses.json'));
    return files;
  }
}
