import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.js';
import { keepSaying, say } from './progress.js';
import { npm, run } from './run.js';

/** Installs what `package-lock.json` names, unless exactly that is installed. */
export async function installDependencies() {
  const missing = difference(root);
  if (missing === undefined) return;
  say(`installing packages (${missing}): about 1 minute, 450 MB with Node 26`);
  const [command, ...first] = npm();
  const args = [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=http'];
  await keepSaying('installing packages', () => run('npm-ci', command, args));
}

/**
 * Why the install does not fit the lock file; undefined when it does. npm writes `node_modules/.package-lock.json` at the
 * end of an install, so an interrupted one does not count.
 */
export function difference(folder) {
  const locked = packages(join(folder, 'package-lock.json'));
  const installed = packages(join(folder, 'node_modules/.package-lock.json'));
  if (!locked) return 'package-lock.json is missing or broken';
  if (!installed) return 'none are installed yet';
  for (const [path, wanted] of Object.entries(locked)) {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue;
    const found = installed[path];
    if (!found && (wanted.optional || wanted.devOptional || wanted.peer)) continue;
    if (found?.version !== wanted.version) return `${path.replace(/^.*node_modules\//, '')} changed`;
  }
  return undefined;
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
