import { type Contract, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

export type Application = 'lab' | 'notebook';
export type PageValues = Readonly<Record<string, unknown>>;

/** What pages are told; plugins add to it before the server listens. */
export interface PageConfig {
  /** Adds keys to every front end's page config, computed at each page. Two contributors of one key are an error. */
  contribute(id: string, values: () => PageValues): void;
  /**
   * All that one page is told: files of the configuration, then contributions, then `own`. Made anew for each page.
   * `disabledExtensions` of all three are joined.
   */
  forPage(application: Application, own: PageValues): Promise<PageValues>;
}
export const PageConfig: Token<PageConfig> = new Token('page-config');

/** A prebuilt ("federated") extension found below a `labextensions` folder of the Jupyter path. */
export type FederatedExtension = {
  /** npm name, such as `@jupyter-widgets/jupyterlab-manager`; the first one found of a name wins. */
  readonly name: string;
  readonly version: string;
  /** Its folder, absolute. */
  readonly folder: string;
  /** What its script offers, as its build wrote it: `load` is the script, the others are modules of it. */
  readonly build: {
    readonly load: string;
    readonly extension?: string;
    readonly mimeExtension?: string;
    readonly style?: string;
  };
  /** Extensions and plugins that it replaces. */
  readonly disables: readonly string[];
  /** Its package.json. */
  readonly manifest: Readonly<Record<string, unknown>>;
};

/** A folder with `<package>/<plugin>.json` below, where `<package>` may be `@scope/name`. */
export type SchemaFolder = {
  readonly folder: string;
  /** Version of every schema below; undefined: `<package>/package.json.orig` beside the schema says it. */
  readonly version: string | undefined;
};

/** The bundle of an application. */
export type FrontEnd = {
  readonly version: string;
  /** Folder of its scripts, absolute. */
  readonly folder: string;
  /** Where they are served, below the base URL and without outer slashes: `static/lab`. */
  readonly url: string;
  /** What a page loads, in order; names in `folder`. */
  readonly scripts: readonly string[];
};

/** The files of the front ends: what was built here, an installed JupyterLab, and extensions found on the Jupyter path. */
export interface LabAssets {
  /** Undefined when there is none, because it is not built. */
  frontEnd(application: Application): FrontEnd | undefined;
  /** Prebuilt extensions, found anew (cheaply) at each call. */
  extensions(): Promise<readonly FederatedExtension[]>;
  /** Where settings schemas are looked for; the first that has a plugin wins (extensions before the application). */
  schemas(): Promise<readonly SchemaFolder[]>;
  /** `lab/settings` folders of the application: `overrides.json`, `overrides.json5`, `overrides.d/`, `page_config.json`. */
  readonly settingsFolders: readonly string[];
  /** Where the files of the application are, as page configs tell it (`schemasDir`, `labextensionsPath`, …). */
  readonly directories: PageValues;
  /** Files that tell the licences of what is in the bundles (`third-party-licenses.json`), by bundle; some may not exist. */
  licenses(): Promise<ReadonlyMap<string, string>>;
  /** JupyterLab's version; undefined when there is no front end. */
  readonly version: string | undefined;
}
export const LabAssets: Token<LabAssets> = new Token('lab-assets');

/** Assets of the front ends, and where `/` leads. */
export const contract: Contract<Operations> = { name: 'frontends', openapi };
export type { Operations } from './generated/types.ts';
