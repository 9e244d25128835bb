// Whether a build is of these sources: a hash of all that decides its result.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

export function sourceHash(ui) {
  const here = readdirSync(ui).filter((name) => name.endsWith('.js') || /^package(-lock)?\.json$/.test(name));
  const hash = createHash('sha256');
  for (const path of [...here.map((name) => join(ui, name)), ...files(join(ui, 'src'))].sort()) {
    const content = readFileSync(path);
    hash.update(`${path.slice(ui.length).replaceAll('\\', '/')}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** The hash that the finished build in `dist` was made of. */
export function builtHash(dist) {
  const path = join(dist, 'stamp.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).hash : undefined;
}
