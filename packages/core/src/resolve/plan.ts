import type { ConfigSection, Options, Values } from '../config.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Plugin } from '../plugin.ts';

/** A list of plugins that fit together. It does not depend on the order in which they were listed. */
export type Plan = {
  /** Each level needs only levels before it; within a level by id. */
  readonly levels: readonly (readonly Plugin[])[];
  /** The levels one after the other. */
  readonly order: readonly Plugin[];
  /** The provider of each service, by `keyOf(token)`. */
  readonly providers: ReadonlyMap<string, Plugin>;
  /** Checked values of each plugin's section, by plugin id. */
  readonly config: ReadonlyMap<string, Values<Options>>;
  /** Checked values of the sections passed as `sections`, by section key. */
  readonly sections: ReadonlyMap<string, Values<Options>>;
  /** Plugins that are not started because `implementations` chose another provider of their service. */
  readonly unchosen: readonly Plugin[];
};

/** What a configuration says: section, then option. */
export type Config = Readonly<Record<string, unknown>>;

export type ResolveOptions = {
  /** Chooses between several providers: token id to plugin id. */
  readonly implementations?: Readonly<Record<string, string>>;
  /** Plugins that are known but not enabled. They are named as a way out, and their sections are no error. */
  readonly available?: readonly Plugin[];
  /** Sections that belong to the host and to no plugin. */
  readonly sections?: readonly ConfigSection[];
  /** Names of contracts that some plugin must promise, such as those of a front end. */
  readonly contracts?: readonly string[];
};

/** Either a plan or every reason why there is none. */
export type Resolution =
  | { readonly plan: Plan; readonly diagnostics?: undefined }
  | { readonly plan?: undefined; readonly diagnostics: readonly Diagnostic[] };
