import { registerHooks } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const shared = /^@himalia\/(?:core|protocol(?:\/.+)?|contracts\/.+)$/;
const folders = new Set<string>();
let hooked = false;

/**
 * Modules below this folder get the host's own `@himalia/core`, `@himalia/contracts` and `@himalia/protocol`: a plugin in a
 * folder without `node_modules` works, and one with its own copies cannot bring a second one into the process.
 */
export function shareHostModules(folder: string): void {
  folders.add(folder.endsWith(sep) ? folder : folder + sep);
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (!shared.test(specifier) || !isOurs(context.parentURL)) return next(specifier, context);
      return next(specifier, { ...context, parentURL: pathToFileURL(import.meta.filename).href });
    },
  });
}

function isOurs(parent: string | undefined): boolean {
  if (!parent?.startsWith('file:')) return false;
  const path = fileURLToPath(parent);
  return [...folders].some((folder) => path.startsWith(folder));
}
