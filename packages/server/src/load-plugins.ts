import type { Plugin } from '@himalia/core';
import { nearest } from '@himalia/core';
import { ExitError, misused } from './exit-error.ts';
import { isRemixFile, readRemixFile } from './remix-file.ts';
import { type Remix, remixes } from './remixes.ts';

export function isRemixName(name: string): boolean {
  return isRemixFile(name) || remixes.some((remix) => remix.name === name);
}

/** A remix that comes with Himalia, or the one of a file (`mine.yaml`). Throws `ExitError`. */
export function remixNamed(name: string): Remix {
  if (isRemixFile(name)) return readRemixFile(name);
  const remix = remixes.find((candidate) => candidate.name === name);
  if (remix) return remix;
  const names = remixes.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  throw misused(
    `There is no remix, file or folder '${name}'${meant ? `; did you mean '${meant}'?` : '.'} Remixes: ${names.join(', ')}.`,
  );
}

/** Loads only the packages that the ids name, each once. Throws `ExitError` 78 when one of them has not what it should. */
export async function loadPlugins(ids: readonly string[]): Promise<readonly Plugin[]> {
  const packages = new Map<string, Promise<readonly Plugin[]>>();
  for (const id of ids) packages.set(packageOf(id), packages.get(packageOf(id)) ?? pluginsOf(packageOf(id)));
  return await Promise.all(ids.map(async (id) => pick(id, (await packages.get(packageOf(id))) ?? [])));
}

export type Loaded = { readonly plugins: readonly Plugin[]; readonly problems: readonly string[] };

/** Every plugin of every package that a remix names; a package that cannot be loaded is a problem, in a sentence. */
export async function loadAllPlugins(): Promise<Loaded> {
  const names = [...new Set(remixes.flatMap((remix) => remix.plugins.map(packageOf)))].sort();
  const results = await Promise.allSettled(names.map(pluginsOf));
  return {
    plugins: results.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])),
    problems: results.flatMap((result) => (result.status === 'rejected' ? String(result.reason.message) : [])),
  };
}

export function packageOf(id: string): string {
  return id.split(':')[0] ?? id;
}

function pick(id: string, plugins: readonly Plugin[]): Plugin {
  const plugin = plugins.find((candidate) => candidate.id === id);
  if (plugin) return plugin;
  const others = plugins.map((candidate) => candidate.id).join(', ') || 'none';
  throw new ExitError(78, `E_LOAD  The package ${packageOf(id)} has no plugin ${id}; it has: ${others}.`);
}

async function pluginsOf(name: string): Promise<readonly Plugin[]> {
  let module: { readonly plugins?: readonly Plugin[] };
  try {
    module = await import(name);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const absent = code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`);
    const problem = absent ? 'is not installed; run npm install' : `cannot be loaded: ${message}`;
    throw new ExitError(78, `E_LOAD  The package ${name} ${problem}.`, { cause });
  }
  if (!Array.isArray(module.plugins)) throw new ExitError(78, `E_LOAD  The package ${name} exports no list 'plugins'.`);
  return module.plugins;
}
