/** What a `package.json` says about one plugin, without its code. Services are `id@major`. */
export type PluginManifest = {
  readonly id: string;
  /** Absolute path of the module that exports it. */
  readonly entry: string;
  readonly description: string;
  readonly provides: string | undefined;
  readonly requires: readonly string[];
  readonly optional: readonly string[];
  /** Names of the contracts that it promises. */
  readonly contracts: readonly string[];
  /** The section of the configuration that it reads. */
  readonly section: string | undefined;
};

/** A package with plugins: its `package.json` has the field `himalia`. */
export type PluginPackage = {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Its `package.json`. */
  readonly file: string;
  /** The versions of Himalia that it is made for, as npm writes ranges. */
  readonly host: string;
  readonly plugins: readonly PluginManifest[];
};
