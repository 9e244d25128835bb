import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../setup/places.js';

/** Every `*.test.ts` and `*.test.js` below a folder of the clone, sorted, as paths relative to the clone. */
export function testFiles(folder) {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { withFileTypes: true })
    .flatMap((entry) => {
      if (['node_modules', 'dist', 'fixtures'].includes(entry.name)) return [];
      const path = relative(root, join(start, entry.name));
      if (entry.isDirectory()) return testFiles(path);
      return /\.test\.[jt]s$/.test(entry.name) ? [path] : [];
    })
    .sort();
}

/** The names that a run can be limited to. */
export function names() {
  const folders = (path) =>
    existsSync(join(root, path))
      ? readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) =>
          entry.isDirectory() ? [entry.name] : [],
        )
      : [];
  return { packages: folders('packages'), tests: [...new Set([...folders('test'), 'scripts', 'browser'])] };
}
