import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { inRange, nearest } from '@himalia/core';
import type { PluginManifest, PluginPackage } from './manifest.ts';

type Path = readonly (string | number)[];
export type ManifestProblem = { readonly path: Path; readonly message: string };
type Checked = { readonly found?: PluginPackage; readonly problems: readonly ManifestProblem[] };

const topKeys = ['host', 'plugins'] as const;
const pluginKeys = ['id', 'entry', 'description', 'provides', 'requires', 'optional', 'contracts', 'section'] as const;
const service = /^[\w./@-]+@\d+$/;

/** Reads the field `himalia`; every problem is reported. */
export function checkManifest(json: Readonly<Record<string, unknown>>, folder: string): Checked {
  const check = new Check(folder, typeof json.name === 'string' ? json.name : '');
  const field = json.himalia;
  if (check.name === '') check.report(['name'], 'The package has no name.');
  if (!isRecord(field)) return check.done(['himalia'], "'himalia' must be an object.");
  check.knownKeys(['himalia'], field, topKeys);
  const host = check.host(field.host);
  const plugins = check.plugins(field.plugins);
  if (check.problems.length > 0) return { problems: check.problems };
  const version = typeof json.version === 'string' ? json.version : '0.0.0';
  const file = resolve(folder, 'package.json');
  return { found: { name: check.name, version, folder, file, host, plugins }, problems: [] };
}

class Check {
  readonly problems: ManifestProblem[] = [];
  readonly name: string;
  readonly #folder: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.name = name;
  }

  report(path: Path, message: string): void {
    this.problems.push({ path, message });
  }

  done(path: Path, message: string): Checked {
    this.report(path, message);
    return { problems: this.problems };
  }

  knownKeys(path: Path, value: Readonly<Record<string, unknown>>, known: readonly string[]): void {
    for (const key of Object.keys(value).filter((each) => !known.includes(each))) {
      const meant = nearest(key, known);
      const hint = meant ? `did you mean '${meant}'?` : `known are ${known.join(', ')}.`;
      this.report([...path, key], `'${shown(path)}' has no key '${key}'; ${hint}`);
    }
  }

  host(range: unknown): string {
    if (typeof range === 'string' && inRange('0.0.0', range) !== undefined) return range;
    this.report(['himalia', 'host'], "'himalia.host' must be the range of Himalia's versions, such as \"^0.1.0\".");
    return '';
  }

  plugins(list: unknown): readonly PluginManifest[] {
    if (Array.isArray(list) && list.length > 0) return list.map((value, index) => this.#plugin(value, index));
    this.report(['himalia', 'plugins'], "'himalia.plugins' must be a list of plugins.");
    return [];
  }

  #plugin(value: unknown, index: number): PluginManifest {
    const path = ['himalia', 'plugins', index];
    const given: Readonly<Record<string, unknown>> = isRecord(value) ? value : {};
    if (!isRecord(value)) this.report(path, `'${shown(path)}' must be an object.`);
    this.knownKeys(path, given, pluginKeys);
    const [provides] = this.#services(path, 'provides', given.provides === undefined ? [] : [given.provides]);
    return {
      id: this.#id(path, given.id),
      entry: this.#entry(path, given.entry),
      description: typeof given.description === 'string' ? given.description : '',
      provides,
      requires: this.#services(path, 'requires', given.requires),
      optional: this.#services(path, 'optional', given.optional),
      contracts: this.#texts(path, 'contracts', given.contracts),
      section: this.#section(path, given.section),
    };
  }

  #id(path: Path, id: unknown): string {
    if (typeof id === 'string' && id.startsWith(`${this.name}:`) && /:[a-z0-9-]+$/.test(id)) return id;
    this.report(
      [...path, 'id'],
      `'${shown(path)}.id' must be the package's name, a colon and a word: "${this.name}:word".`,
    );
    return '';
  }

  #entry(path: Path, entry: unknown): string {
    const file = typeof entry === 'string' ? resolve(this.#folder, entry) : '';
    const inside = file === '' ? '..' : relative(this.#folder, file);
    if (inside.startsWith('..') || isAbsolute(inside)) {
      this.report([...path, 'entry'], `'${shown(path)}.entry' must be a file of the package, such as "./plugin.js".`);
    } else if (!existsSync(file)) this.report([...path, 'entry'], `There is no file ${file}.`);
    return file;
  }

  #services(path: Path, key: string, value: unknown): readonly string[] {
    const names = this.#texts(path, key, value);
    for (const name of names.filter((each) => !service.test(each))) {
      this.report([...path, key], `'${shown(path)}.${key}' names a service without its major version: "${name}@1".`);
    }
    return names;
  }

  #section(path: Path, section: unknown): string | undefined {
    if (section === undefined || (typeof section === 'string' && section !== '')) return section;
    this.report([...path, 'section'], `'${shown(path)}.section' must be the name of a section.`);
    return undefined;
  }

  #texts(path: Path, key: string, value: unknown): readonly string[] {
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
    this.report([...path, key], `'${shown(path)}.${key}' must be a list of texts.`);
    return [];
  }
}

function shown(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${part}`),
    '',
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
