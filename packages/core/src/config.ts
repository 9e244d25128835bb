/** One option of a plugin: a JSON Schema of one value, and how a command line names it. */
export type Option = {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly description: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: { readonly type: 'string' | 'integer' | 'number' | 'boolean' };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  /** Command-line name without dashes: `root-dir`. */
  readonly flag?: string;
  /** Other command-line names, such as Jupyter's: `notebook-dir`, `ServerApp.root_dir`. */
  readonly aliases?: readonly string[];
  /** Environment variables that set it, the first one set wins. */
  readonly env?: readonly string[];
  /** Never shown in logs, pages or `config show`. */
  readonly secret?: boolean;
};
export type Options = Readonly<Record<string, Option>>;

type Scalar = { string: string; integer: number; number: number; boolean: boolean };
type ValueOf<O extends Option> = O extends { enum: readonly (infer E)[] }
  ? E
  : O extends { type: keyof Scalar }
    ? Scalar[O['type']]
    : O extends { type: 'array'; items: { type: infer T extends keyof Scalar } }
      ? readonly Scalar[T][]
      : O extends { type: 'array' }
        ? readonly unknown[]
        : Readonly<Record<string, unknown>>;

/** The values a plugin receives: an option without a default may be undefined. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { default: unknown } ? ValueOf<O[Name]> : ValueOf<O[Name]> | undefined;
};

/** A plugin's part of the configuration: `key` names its section. */
export type ConfigSection<O extends Options = Options> = { readonly key: string; readonly options: O };
