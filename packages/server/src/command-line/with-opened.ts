import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { misused } from '../exit-error.ts';
import type { Sections } from './parse-options.ts';

/**
 * Options with those that a file or folder stands for, as in `jupyter lab FILE`: its folder is served unless another one around it is
 * given, and its page is the one that is opened. `landing`: that of the remix. Throws `ExitError` 2.
 */
export function withOpened(word: string, given: Sections, landing: string): Sections {
  const path = resolve(word);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found)
    throw misused(`There is no file or folder '${word}'; the remix comes first: himalia start [REMIX] [FILE].`);
  const { rootDir } = given.contents ?? {};
  const root = typeof rootDir === 'string' ? resolve(rootDir) : found.isDirectory() ? path : dirname(path);
  const inside = relative(root, path);
  if (isAbsolute(inside) || inside.split(sep)[0] === '..')
    throw misused(`'${word}' is not in the root folder ${root}.`);
  const served = { ...given, contents: { ...given.contents, rootDir: root } };
  if (inside === '') return served;
  const page = [landing === 'lab' ? 'lab/tree' : landing, ...inside.split(sep).map(encodeURIComponent)].join('/');
  return { ...served, frontends: { defaultUrl: `/${page}`, ...given.frontends } };
}
