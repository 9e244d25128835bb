import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The path of a file below a folder, from a URL's decoded path; undefined when it could lead outside. */
export function pathInside(folder: string, path: string): string | undefined {
  const segments = path.split('/');
  const unsafe = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  return unsafe || /[\0\\]/.test(path) ? undefined : join(folder, ...segments);
}

/** The first folder that has the file. */
export async function firstFile(folders: readonly string[], path: string): Promise<string | undefined> {
  for (const folder of folders) {
    const file = pathInside(folder, path);
    if (file && (await stat(file).catch(() => undefined))?.isFile()) return file;
  }
  return undefined;
}
