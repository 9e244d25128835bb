import { readdir, realpath } from 'node:fs/promises';
import { join, parse, resolve, sep } from 'node:path';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';

const scripts = new Set(['kernel.js', 'kernel.css']);

/** The files that front ends ask for, by key: `logo-*` by stem (the first of several), `kernel.js`, `kernel.css`. */
export async function resourcesOf(spec: Kernelspec): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(spec.resourceDir).catch(() => []);
  const resources = new Map<string, string>();
  for (const file of files.sort()) {
    const key = scripts.has(file) ? file : parse(file).name;
    if ((scripts.has(file) || file.startsWith('logo-')) && !resources.has(key)) resources.set(key, file);
  }
  return resources;
}

/** The absolute path of a file of the kernelspec's folder; undefined when it is not there or leads out of the folder. */
export async function resourcePath(spec: Kernelspec, file: string): Promise<string | undefined> {
  if (file.includes('\0')) return undefined;
  try {
    const folder = await realpath(spec.resourceDir);
    const path = await realpath(resolve(join(folder, file)));
    return path.startsWith(folder + sep) ? path : undefined;
  } catch {
    return undefined;
  }
}
