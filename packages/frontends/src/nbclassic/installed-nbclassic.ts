import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The classic Notebook as pip or conda installed it. */
export type InstalledNbclassic = {
  readonly version: string;
  /** Its own folder, with `static` and `templates`. */
  readonly folder: string;
};

/** Below a prefix: `lib/python3.x/site-packages` of Unix, `Lib/site-packages` of Windows, `dist-packages` of Debian. */
async function packageFolders(prefix: string): Promise<string[]> {
  const lib = join(prefix, 'lib');
  const names = await readdir(lib).catch(() => []);
  const versions = names.filter((name) => name.startsWith('python3')).sort();
  return [
    ...versions.map((name) => join(lib, name, 'site-packages')),
    join(lib, 'python3', 'dist-packages'),
    join(prefix, 'Lib', 'site-packages'),
  ];
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function versionIn(packages: string): Promise<string> {
  const names = await readdir(packages);
  return names.map((name) => /^nbclassic-(.+)\.dist-info$/.exec(name)?.[1]).find(Boolean) ?? '';
}

/** Of the first prefix that has it. Looked for anew at each call, so that an install needs no restart. */
export async function findNbclassic(prefixes: readonly string[]): Promise<InstalledNbclassic | undefined> {
  for (const prefix of prefixes) {
    for (const packages of await packageFolders(prefix)) {
      const folder = join(packages, 'nbclassic');
      const complete = await Promise.all(['static', 'templates'].map((name) => isFolder(join(folder, name))));
      if (complete.every(Boolean)) return { version: await versionIn(packages), folder };
    }
  }
  return undefined;
}
