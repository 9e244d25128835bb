import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import type { BrokenKernelspec, Kernelspec } from '@himalia/contracts/kernelspecs';
import type { JupyterPaths } from '@himalia/contracts/system';
import { readKernelJson } from './kernel-json.ts';
import { findNativePython } from './native-python.ts';

export type Found = { readonly specs: readonly Kernelspec[]; readonly broken: readonly BrokenKernelspec[] };
type Read = { readonly stamp: string; readonly result: Kernelspec | BrokenKernelspec };

const maxBytes = 1024 * 1024;

function isBroken(result: Kernelspec | BrokenKernelspec): result is BrokenKernelspec {
  return 'problem' in result;
}

async function foldersIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch {
    return [];
  }
}

/** The kernelspecs in the folders of Jupyter's data path: looked at anew each time, read again only when changed. */
export class MachineKernelspecs {
  readonly #paths: JupyterPaths;
  readonly #home: string;
  #cache: Map<string, Read> = new Map();

  constructor(paths: JupyterPaths, home: string = homedir()) {
    this.#paths = paths;
    this.#home = home;
  }

  /** The first folder of a name wins, also when its kernel.json is broken. */
  async find(): Promise<Found> {
    const places = [...this.#paths.data.map((data) => join(data, 'kernels')), join(this.#home, '.ipython', 'kernels')];
    const listings = await Promise.all(places.map(async (place) => ({ place, names: await foldersIn(place) })));
    const folders = new Map<string, string>();
    const next = new Map<string, Read>();
    for (const { place, names } of listings) {
      const read = await Promise.all(names.map((name) => this.#read(join(place, name), name.toLowerCase(), next)));
      for (const [index, name] of names.entries()) {
        const key = name.toLowerCase();
        if (read[index] && !folders.has(key)) folders.set(key, join(place, name));
      }
    }
    this.#cache = next;
    const results = [...folders.values()].flatMap((folder) => next.get(folder)?.result ?? []);
    const specs = results.filter((result): result is Kernelspec => !isBroken(result));
    const native = folders.has('python3') ? undefined : await findNativePython(this.#paths.prefixes, this.#home);
    return { specs: native ? [native, ...specs] : specs, broken: results.filter(isBroken) };
  }

  async #read(folder: string, name: string, next: Map<string, Read>): Promise<boolean> {
    const path = join(folder, 'kernel.json');
    try {
      const { mtimeMs, size } = await stat(path);
      const stamp = `${mtimeMs} ${size}`;
      const known = this.#cache.get(folder);
      const result = known?.stamp === stamp ? known.result : await this.#parse(folder, name, size);
      next.set(folder, { stamp, result });
      return true;
    } catch {
      return false;
    }
  }

  async #parse(folder: string, name: string, size: number): Promise<Kernelspec | BrokenKernelspec> {
    try {
      if (size > maxBytes) throw new Error(`kernel.json has ${size} bytes; the limit is ${maxBytes}`);
      const text = await readFile(join(folder, 'kernel.json'), 'utf8');
      return readKernelJson(text, name, folder, this.#prefixOf(folder));
    } catch (error) {
      return { name, path: folder, problem: (error as Error).message };
    }
  }

  #prefixOf(folder: string): string | undefined {
    const { prefixes } = this.#paths;
    return prefixes.find((prefix) => folder.startsWith(join(prefix, 'share', 'jupyter') + sep)) ?? prefixes[0];
  }
}
