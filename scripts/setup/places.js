import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** What the scripts keep between runs; never committed. */
export const kept = join(root, '.himalia');

/** Where the `node` package of npm puts its binary. */
export function bundledNodePath() {
  return join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** The Node to run Himalia with: the bundled one, else the running one. */
export function bundledNode() {
  return existsSync(bundledNodePath()) ? bundledNodePath() : process.execPath;
}
