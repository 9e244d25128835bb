import { basename, extname } from 'node:path';
import { nearest } from '@himalia/core';
import { type ConfigFile, readConfigFile } from './configuration/config-file.ts';
import { ExitError } from './exit-error.ts';
import { type Remix, remixes } from './remixes.ts';

const endings = ['.yaml', '.yml', '.json'];
const members = ['extends', 'description', 'plugins', 'config', 'landing'];

/** Whether a remix's name is that of a file. */
export function isRemixFile(name: string): boolean {
  return endings.includes(extname(name).toLowerCase());
}

/**
 * A remix of the user's own. `extends` names the one to begin with (`empty`), `plugins` switches ids on and off, `config` sets
 * options below all other layers, `landing` is the page to open. Throws `ExitError` 78 with file and line.
 */
export function readRemixFile(path: string): Remix {
  const file = readConfigFile(path);
  for (const member of Object.keys(file.values)) if (!members.includes(member)) throw unknown(file, member);
  const base = baseOf(file);
  const switched = switchesOf(file);
  const on = [
    ...base.plugins.filter((id) => switched[id] !== false),
    ...Object.keys(switched).filter((id) => switched[id]),
  ];
  return {
    name: basename(path, extname(path)),
    description: textOf(file, 'description') ?? `The remix of ${path}`,
    plugins: [...new Set(on)],
    contracts: [],
    config: base.config,
    file: sectionsOf(file),
    landing: textOf(file, 'landing') ?? base.landing,
  };
}

function baseOf(file: ConfigFile): Remix {
  const name = textOf(file, 'extends') ?? 'empty';
  const base = remixes.find((remix) => remix.name === name);
  if (base) return base;
  const names = remixes.map((remix) => remix.name);
  throw refused(file, 'extends', `there is no remix '${name}' to extend; there are ${names.join(', ')}`);
}

function switchesOf(file: ConfigFile): Readonly<Record<string, boolean>> {
  const { plugins = {} } = file.values;
  if (!isRecord(plugins) || !Object.values(plugins).every((on) => typeof on === 'boolean'))
    throw refused(file, 'plugins', 'plugins maps ids to true or false');
  return plugins as Record<string, boolean>;
}

/** Its `config` as a file of its own, whose lines are known. */
function sectionsOf(file: ConfigFile): ConfigFile {
  const { config = {} } = file.values;
  if (!isRecord(config) || !Object.values(config).every(isRecord))
    throw refused(file, 'config', 'config maps sections to their options');
  return { path: file.path, values: config, lineOf: (path) => file.lineOf(['config', ...path]) };
}

function textOf(file: ConfigFile, member: string): string | undefined {
  const value = file.values[member];
  if (value === undefined || typeof value === 'string') return value;
  throw refused(file, member, `${member} is text`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknown(file: ConfigFile, member: string): ExitError {
  const meant = nearest(member, members);
  return refused(file, member, `a remix has no '${member}'${meant ? `; did you mean '${meant}'?` : ''}`);
}

function refused(file: ConfigFile, member: string, problem: string): ExitError {
  const line = file.lineOf([member]);
  return new ExitError(78, `E_CONFIG  ${file.path}${line === undefined ? '' : `:${line}`}: ${problem}.`);
}
