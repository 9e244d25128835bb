import { Token } from '@himalia/core';

/** What pages are told; plugins add to it before the server listens. */
export interface PageConfig {
  /** Adds keys to every front end's page config, computed at each page. Two contributors of one key are an error. */
  contribute(id: string, values: () => Readonly<Record<string, unknown>>): void;
}
export const PageConfig: Token<PageConfig> = new Token('page-config');

/** A prebuilt ("federated") extension found below a `labextensions` folder of the Jupyter path. */
export type FederatedExtension = {
  /** npm name, such as `@jupyter-widgets/jupyterlab-manager`; the first one found of a name wins. */
  readonly name: string;
  readonly version: string;
  /** Its folder, absolute. */
  readonly folder: string;
  /** Absolute folder of its schemas (`<package>/<plugin>.json` below); undefined when it has none. */
  readonly schemas: string | undefined;
  /** Absolute folder of its theme; undefined when it has none. */
  readonly theme: string | undefined;
};

/** A folder with `<package>/<plugin>.json` below, where `<package>` may be `@scope/name`. */
export type SchemaFolder = {
  readonly folder: string;
  /** Version of every schema below; undefined: `<package>/package.json.orig` beside the schema says it. */
  readonly version: string | undefined;
};

/** The files of the front ends: what was built here, an installed JupyterLab, and extensions found on the Jupyter path. */
export interface LabAssets {
  /** Prebuilt extensions, found anew (cheaply) at each call. */
  extensions(): Promise<readonly FederatedExtension[]>;
  /** Where settings schemas are looked for; the first that has a plugin wins (extensions before the application). */
  schemas(): Promise<readonly SchemaFolder[]>;
  /** `lab/settings` folders of the application: `overrides.json`, `overrides.json5`, `overrides.d/`, `page_config.json`. */
  readonly settingsFolders: readonly string[];
  /** JupyterLab's version; undefined when there is no front end. */
  readonly version: string | undefined;
}
export const LabAssets: Token<LabAssets> = new Token('lab-assets');
