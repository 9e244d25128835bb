import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';

type Namespace = Readonly<Record<string, unknown>>;
type Load = (specifier: string, options: ImportCallOptions) => Promise<Namespace>;

/** Loads modules as a file in the notebook's folder would. */
export class ModuleLoader {
  readonly require: NodeJS.Require;
  readonly #folder: string;
  readonly #load: Load;
  readonly #times = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
    const file = join(folder, 'notebook.ts');
    this.require = createRequire(file);
    this.#load = new Script('(specifier, options) => import(specifier, options)', {
      filename: file,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext();
  }

  /** Loads a module and makes sure that it exports `wanted`. A file that changed since its last import is loaded anew. */
  async import(
    specifier: string,
    wanted: readonly string[] = [],
    attributes: ImportAttributes = {},
  ): Promise<Namespace> {
    const name = specifier.replace(/^npm:(@?[^@]+)(?:@.*)?$/, '$1');
    const json = /\.json$/.test(name) && !attributes.type;
    const namespace = await this.#tryLoad(name, { with: json ? { type: 'json' } : attributes });
    const missing = wanted.filter((key) => !(key in namespace));
    if (missing.length > 0) {
      throw new SyntaxError(
        `The module '${specifier}' exports no ${missing.map((key) => `'${key}'`).join(', ')}. Types need "import type".`,
      );
    }
    return namespace;
  }

  async #tryLoad(name: string, options: ImportCallOptions): Promise<Namespace> {
    try {
      return await this.#load(await this.#current(name), options);
    } catch (error) {
      const bare = /^(?![./]|[\w+]+:)((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1];
      const notFound = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
      if (notFound && bare && error.message.includes(`'${bare}'`)) {
        error.message = `There is no package '${bare}' beside the notebook. Install it in ${this.#folder}: npm install ${bare}`;
      }
      throw error;
    }
  }

  async #current(name: string): Promise<string> {
    if (!/^\.\.?\/.*\.(?:[cm]?[jt]s)$/.test(name)) return name;
    const path = resolve(this.#folder, name);
    const time = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (time === undefined) return name;
    const first = this.#times.get(path) ?? time;
    this.#times.set(path, first);
    const { href } = pathToFileURL(path);
    return first === time ? href : `${href}?changed=${time}`;
  }
}
