import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalogues, Languages, Translations } from '@himalia/contracts/translations';
import { isRecord, type Values } from '../is-record.ts';
import { ParsedFiles } from '../parsed-files.ts';
import { isLocale, localeName } from './locale-name.ts';
import { packageLocales, withOwn } from './package-locales.ts';
import { systemLocale } from './system-locale.ts';

const packPrefix = 'jupyterlab_language_pack_';
const english = 'en';
/** Shows for each text where it comes from, for translators. */
const pseudo = 'ach_UG';

async function entries(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).toSorted();
}

async function sitePackages(prefix: string): Promise<readonly string[]> {
  const versions = (await entries(join(prefix, 'lib'))).filter((name) => /^python3(\.\d+)?$/.test(name));
  return [
    ...versions.flatMap((version) => [
      join(prefix, 'lib', version, 'site-packages'),
      join(prefix, 'lib', version, 'dist-packages'),
    ]),
    join(prefix, 'Lib', 'site-packages'),
  ];
}

function parse(text: string): Values {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new Error('it is no JSON object');
  return value;
}

/** Language packs that pip or conda installed (`jupyterlab_language_pack_<locale>`), looked for anew each time. */
export class LanguagePacks implements Translations {
  readonly #prefixes: readonly string[];
  readonly #files = new ParsedFiles({ parse, most: 200, largest: 16 * 1024 * 1024 });

  /** @param prefixes Python prefixes, best first */
  constructor(prefixes: readonly string[]) {
    this.#prefixes = prefixes;
  }

  async list(displayLocale: string = english): Promise<Languages> {
    const packs = [...(await this.#packs()).keys()];
    const display = packs.includes(displayLocale) && isLocale(displayLocale) ? displayLocale : english;
    const data: Record<string, { displayName: string; nativeName: string }> = {};
    for (const locale of [english, ...packs.filter((name) => name !== pseudo && isLocale(name))])
      data[locale] = { displayName: localeName(locale, display), nativeName: localeName(locale, locale) };
    if (packs.includes(pseudo)) data[pseudo] = pseudoNames(displayLocale);
    if (displayLocale === pseudo) data[english] = { displayName: 'Default', nativeName: 'English' };
    const invalid = packs.filter((name) => name !== pseudo && !isLocale(name));
    return { data, message: invalid.length ? `The following locales are invalid: ${invalid.join(', ')}!` : '' };
  }

  async get(locale: string): Promise<Catalogues> {
    const wanted = locale === 'default' ? systemLocale(process.env) : locale;
    const known = wanted === pseudo || isLocale(wanted);
    const folder = known ? (await this.#packs()).get(wanted) : undefined;
    if (folder === undefined)
      return { data: {}, message: `Language pack '${wanted}' not ${known ? 'installed' : 'valid'}!` };
    const { data, message } = await this.#catalogues(folder);
    for (const [domain, own] of await this.#owned(wanted)) {
      const pack = data[domain];
      data[domain] = pack ? withOwn(pack, own) : own;
    }
    return { data, message };
  }

  /** What packages bring for themselves, by domain. */
  async #owned(locale: string): Promise<ReadonlyMap<string, Values>> {
    const sites = (await Promise.all(this.#prefixes.map(sitePackages))).flat();
    const owned = new Map<string, Values>();
    for (const { domain, folder } of (await Promise.all(sites.map(packageLocales))).flat()) {
      const file = await this.#files.read(join(folder, locale, 'LC_MESSAGES', `${domain}.json`));
      if (file && 'value' in file.parsed && !owned.has(domain)) owned.set(domain, file.parsed.value);
    }
    return owned;
  }

  /** One domain's catalogue; undefined where there is none. */
  async catalogue(locale: string, domain: string): Promise<Values | undefined> {
    const folder = (await this.#packs()).get(locale);
    const file = folder === undefined ? undefined : await this.#files.read(join(folder, `${domain}.json`));
    return file && 'value' in file.parsed ? file.parsed.value : undefined;
  }

  /** Folders with catalogues, by locale; of two packs for one locale the first one found counts. */
  async #packs(): Promise<ReadonlyMap<string, string>> {
    const packs = new Map<string, string>();
    for (const site of (await Promise.all(this.#prefixes.map(sitePackages))).flat())
      for (const name of await entries(site)) {
        const locale = name.startsWith(packPrefix) ? name.slice(packPrefix.length) : '';
        if (!/^\w+$/.test(locale) || packs.has(locale)) continue;
        packs.set(locale, join(site, name, 'locale', locale, 'LC_MESSAGES'));
      }
    return packs;
  }

  async #catalogues(folder: string): Promise<{ data: Record<string, Values>; message: string }> {
    const files = (await entries(folder)).filter((name) => name.endsWith('.json'));
    const read = await Promise.all(
      files.map(async (name) => [name, await this.#files.read(join(folder, name))] as const),
    );
    const data: Record<string, Values> = {};
    const problems: string[] = [];
    for (const [name, file] of read) {
      if (!file) continue;
      if ('value' in file.parsed) data[name.slice(0, -'.json'.length)] = file.parsed.value;
      else problems.push(`${name}: ${file.parsed.problem}`);
    }
    return { data, message: problems.join('\n') };
  }
}

function pseudoNames(displayLocale: string): Languages['data'][string] {
  // The native name makes the front end's menu say "Pseudo-language - to translate the UI".
  const nativeName = displayLocale === pseudo ? 'Pseudo-language' : 'to translate the UI';
  return { displayName: 'Pseudo-language', nativeName };
}
