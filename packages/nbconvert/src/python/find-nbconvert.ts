import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type FoundNbconvert = {
  /** Absolute. */
  readonly python: string;
  /** Changes when packages are installed or removed beside it. */
  readonly stamp: string;
};

const windows = process.platform === 'win32';
const pythons = windows ? ['python.exe', 'Scripts/python.exe'] : ['bin/python', 'bin/python3'];

/** The first prefix whose Python has nbconvert, as kernels are found. Reads folders, runs nothing. */
export async function findNbconvert(prefixes: readonly string[]): Promise<FoundNbconvert | undefined> {
  for (const prefix of prefixes) {
    const python = await first(pythons.map((name) => join(prefix, name)));
    if (python === undefined) continue;
    for (const folder of await sitePackages(prefix)) {
      if ((await first([join(folder, 'nbconvert/__init__.py')])) === undefined) continue;
      const { mtimeMs } = await stat(folder);
      return { python, stamp: `${folder}:${mtimeMs}` };
    }
  }
  return undefined;
}

async function sitePackages(prefix: string): Promise<readonly string[]> {
  if (windows) return [join(prefix, 'Lib/site-packages')];
  const lib = join(prefix, 'lib');
  const versions = (await readdir(lib).catch(() => [])).filter((name) => /^python3\.\d+t?$/.test(name));
  const own = versions.map((version) => join(lib, version, 'site-packages'));
  if (await first([join(prefix, 'pyvenv.cfg')])) return own;
  const user = versions.map((version) => join(homedir(), '.local/lib', version, 'site-packages'));
  return [...own, join(lib, 'python3/dist-packages'), ...user];
}

async function first(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await stat(path).catch(() => undefined)) return path;
  }
  return undefined;
}
