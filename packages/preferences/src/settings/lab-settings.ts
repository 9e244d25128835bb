import type { SchemaFolder } from '@himalia/contracts/frontends';
import { type Setting, type Settings, SettingsError } from '@himalia/contracts/settings';
import type { Log } from '@himalia/core';
import { writeProblem } from '../durable-files.ts';
import type { Values } from '../is-record.ts';
import { systemLocale } from '../translations/system-locale.ts';
import { withDefaults } from './merge.ts';
import { Overrides } from './overrides.ts';
import { SchemaCheck } from './schema-check.ts';
import { type FoundSchema, SchemaFiles } from './schema-files.ts';
import { type FindCatalogue, SchemaTranslator } from './schema-translator.ts';
import { parseSettings, type UserFile, UserSettings } from './user-settings.ts';

export type LabSettingsOptions = {
  readonly schemas: () => Promise<readonly SchemaFolder[]>;
  /** `lab/settings` folders of the application. */
  readonly settingsFolders: readonly string[];
  /** The Jupyter configuration path. */
  readonly configFolders: readonly string[];
  /** Where the user's own files are. */
  readonly userFolder: string;
  /** Installed translations, for titles and descriptions. */
  readonly catalogue: FindCatalogue;
  readonly log: Log;
};
type Overridden = { readonly defaults: Values | undefined; readonly schema: Values };
type Defaults = ReadonlyMap<string, Values>;
type Translate = ReturnType<SchemaTranslator['to']>;
const localePlugin = '@jupyterlab/translation-extension:plugin';

/** Settings in files, as jupyterlab_server keeps them. */
export class LabSettings implements Settings {
  readonly #schemas: SchemaFiles;
  readonly #overrides: Overrides;
  readonly #user: UserSettings;
  readonly #check = new SchemaCheck();
  readonly #translator: SchemaTranslator;
  readonly #overridden = new WeakMap<Values, Overridden>();
  readonly #reported = new Map<string, string>();
  readonly #log: Log;

  constructor({ schemas, settingsFolders, configFolders, userFolder, catalogue, log }: LabSettingsOptions) {
    const report = (path: string, problem: string): void => this.#report(path, problem);
    this.#log = log;
    this.#schemas = new SchemaFiles(schemas, report);
    this.#overrides = new Overrides({ settings: settingsFolders, config: configFolders }, report);
    this.#user = new UserSettings(userFolder);
    this.#translator = new SchemaTranslator(catalogue);
  }

  async list(): Promise<readonly Setting[]> {
    const [found, defaults, locale] = await Promise.all([this.#schemas.list(), this.#overrides.read(), this.locale()]);
    const translate = this.#translator.to(locale);
    return await Promise.all(found.map((one) => this.#setting(one, defaults, translate)));
  }

  async ids(): Promise<readonly string[]> {
    return await this.#schemas.ids();
  }

  async get(id: string): Promise<Setting> {
    const [found, defaults, locale] = await Promise.all([this.#found(id), this.#overrides.read(), this.locale()]);
    const { warning, ...setting } = await this.#setting(found, defaults, this.#translator.to(locale));
    return warning ? { ...setting, warning } : setting;
  }

  async put(id: string, raw: string): Promise<void> {
    const [found, defaults] = await Promise.all([this.#found(id), this.#overrides.read()]);
    let settings: Values;
    try {
      settings = parseSettings(raw);
    } catch (error) {
      throw new SettingsError('invalid', `Settings must be a JSON5 object: ${(error as Error).message}`);
    }
    const problem = this.#check.problem(this.#effective(found, defaults), settings);
    if (problem) throw new SettingsError('invalid', `Failed validating input: ${problem}`);
    try {
      await this.#user.write(id, raw);
    } catch (error) {
      const { code, message } = writeProblem(error);
      throw new SettingsError(code, message, { cause: error });
    }
  }

  async locale(): Promise<string> {
    const content = (await this.#user.read(localePlugin))?.content;
    const chosen = content && 'settings' in content ? content.settings.locale : undefined;
    return typeof chosen === 'string' && chosen !== '' && chosen !== 'default' ? chosen : systemLocale(process.env);
  }

  async #found(id: string): Promise<FoundSchema> {
    const found = await this.#schemas.get(id);
    if (!found) throw new SettingsError('not_found', `Schema not found: ${id}`);
    if ('problem' in found) throw new SettingsError('bad_schema', found.problem);
    return found;
  }

  async #setting(found: FoundSchema, defaults: Defaults, translate: Translate): Promise<Setting> {
    const { id, version } = found;
    const schema = this.#effective(found, defaults);
    const file = await this.#user.read(id);
    const { last_modified, created } = file?.times ?? { last_modified: null, created: null };
    const { raw, settings, warning } = this.#usable(id, schema, file?.content);
    return { id, schema: await translate(schema), version, raw, settings, warning, last_modified, created };
  }

  /** The user's settings, or none with the reason where they cannot be used. */
  #usable(
    id: string,
    schema: Values,
    content: UserFile['content'] | undefined,
  ): Pick<Setting, 'raw' | 'settings'> & { readonly warning: string | null } {
    if (!content) return { raw: '{}', settings: {}, warning: null };
    if ('problem' in content) return this.#unusable(id, `Failed loading settings (${id}): ${content.problem}`);
    const { raw, settings } = content;
    const problem = Object.keys(settings).length > 0 ? this.#check.problem(schema, settings) : undefined;
    return problem
      ? this.#unusable(id, `Failed validating settings (${id}): ${problem}`)
      : { raw, settings, warning: null };
  }

  #unusable(id: string, warning: string) {
    this.#report(id, warning);
    return { raw: '{}', settings: {}, warning };
  }

  /** With the defaults of this server; the same object again as long as neither has changed. */
  #effective({ id, schema }: FoundSchema, all: Defaults): Values {
    const defaults = all.get(id);
    const known = this.#overridden.get(schema);
    if (known && known.defaults === defaults) return known.schema;
    const effective = defaults ? withDefaults(schema, defaults) : schema;
    this.#overridden.set(schema, { defaults, schema: effective });
    return effective;
  }

  /** Once for each problem: lists are asked for often. */
  #report(what: string, problem: string): void {
    if (this.#reported.get(what) === problem) return;
    if (this.#reported.size > 1000) this.#reported.clear();
    this.#reported.set(what, problem);
    this.#log.warn('settings were left out', { what, problem });
  }
}
