import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];
const bin = process.platform === 'win32' ? 'Scripts' : 'bin';

async function firstOf(paths: readonly string[], mode: number): Promise<string | undefined> {
  for (const path of paths) {
    const found = await access(path, mode).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** Where language servers are looked for. */
export type Places = {
  readonly path: string;
  /** Python prefixes, best first. */
  readonly prefixes: readonly string[];
  /** Folders that may have a `node_modules`. */
  readonly nodeRoots: readonly string[];
};

/** A program in a Python prefix or on the PATH. */
export async function findProgram(name: string, { path, prefixes }: Places): Promise<string | undefined> {
  const folders = [...prefixes.map((prefix) => join(prefix, bin)), ...path.split(delimiter).filter(Boolean)];
  return await firstOf(
    folders.flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix))),
    constants.X_OK,
  );
}

/** A script of an npm package, in one of the roots or among those that npm installed globally. */
export async function findScript(module: string, script: string, places: Places): Promise<string | undefined> {
  const global = places.path
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => [join(dirname(folder), 'lib'), folder]);
  const roots = [...places.nodeRoots, ...places.prefixes.map((prefix) => join(prefix, 'lib')), ...global];
  return await firstOf(
    roots.map((root) => join(root, 'node_modules', module, script)),
    constants.R_OK,
  );
}
