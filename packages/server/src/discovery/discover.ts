import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { Diagnostic } from '@himalia/core';
import type { PluginPackage } from './manifest.ts';
import { manifestFault, readJson, readManifest } from './read-manifest.ts';

export type Places = {
  /** Folders with a `package.json` whose dependencies may be plugins. */
  readonly projects: readonly string[];
  /** Jupyter's data folders: prebuilt plugins are in `himalia/*` below them. */
  readonly dataFolders: readonly string[];
  /** `--plugin DIR`. */
  readonly given: readonly string[];
};
export type Discovered = {
  readonly packages: readonly PluginPackage[];
  /** The folders that `given` named, links resolved. */
  readonly given: ReadonlySet<string>;
  readonly faults: readonly Diagnostic[];
};

/** What Himalia's own plugins keep in `himalia` of a data folder. */
const state: readonly string[] = ['checkpoints', 'node_modules'];

/** Finds plugins by their manifests. Runs no code of theirs. */
export function discover(places: Places): Discovered {
  const given = places.given.map((folder) => realPath(resolve(folder)));
  const prebuilt = places.dataFolders.map((folder) => join(folder, 'himalia'));
  const folders = new Set([
    ...given,
    ...prebuilt.flatMap(prebuiltFolders),
    ...[...places.projects, ...prebuilt].flatMap(dependenciesOf),
  ]);
  const packages: PluginPackage[] = [];
  const faults: Diagnostic[] = [];
  for (const folder of folders) {
    const read = readManifest(folder);
    faults.push(...read.faults);
    if (read.found) packages.push(read.found);
    else if (given.includes(folder) && read.faults.length === 0) {
      faults.push(manifestFault(join(folder, 'package.json'), undefined, "The package has no field 'himalia'."));
    }
  }
  return { packages, given: new Set(given), faults };
}

function prebuiltFolders(parent: string): readonly string[] {
  const folders = foldersIn(parent).filter((name) => !state.includes(name));
  return folders.flatMap((name) => {
    const path = join(parent, name);
    return name.startsWith('@') ? foldersIn(path).map((inner) => realPath(join(path, inner))) : [realPath(path)];
  });
}

function foldersIn(parent: string): readonly string[] {
  try {
    const names = readdirSync(parent).filter((name) => !name.startsWith('.') && !name.startsWith('_'));
    return names.filter((name) => statSync(join(parent, name), { throwIfNoEntry: false })?.isDirectory()).sort();
  } catch {
    return []; // most data folders are not there
  }
}

/** The installed dependencies of a project that are plugins. A project without a readable `package.json` has none. */
function dependenciesOf(project: string): readonly string[] {
  const { value } = readJson(join(project, 'package.json'));
  const names = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((key) => {
    const group = value?.[key];
    return typeof group === 'object' && group !== null ? Object.keys(group) : [];
  });
  const folders = [...new Set(names)].map((name) => installed(project, name));
  return folders.filter((folder) => folder !== undefined).filter(mentionsHimalia);
}

/** A dependency that is no plugin is none of our business, also when its `package.json` is broken. */
function mentionsHimalia(folder: string): boolean {
  const { value, problem } = readJson(join(folder, 'package.json'));
  return problem === undefined && Object.hasOwn(value, 'himalia');
}

function installed(project: string, name: string): string | undefined {
  if (name.split('/').includes('..')) return undefined;
  for (let folder = resolve(project); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return realPath(path);
    if (folder === dirname(folder)) return undefined;
  }
}

/** The project in whose `node_modules` a folder lies. */
export function projectAround(folder: string): string | undefined {
  const at = folder.lastIndexOf(`${sep}node_modules${sep}`);
  return at < 0 ? undefined : folder.slice(0, at);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
