// Installs the packages of the lock file into a folder, with the npm that runs this, else the one on PATH.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';

function npm() {
  const own = process.env.npm_execpath;
  if (own?.endsWith('npm-cli.js')) return { command: process.execPath, first: [own], shell: false };
  return { command: 'npm', first: [], shell: process.platform === 'win32' };
}

/** Without what an outer `npm run` says about its own project. */
function environment() {
  const outer = /^npm_(package|lifecycle|config_(local_prefix|workspaces?|include|omit|global)$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
}

export function countLocked(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.keys(packages).length - 1;
}

/** How many packages lie in `node_modules` so far. */
export function countInstalled(folder) {
  try {
    const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    const inside = (name) => (name.startsWith('@') ? readdirSync(join(folder, 'node_modules', name)).length : 1);
    return names.reduce((sum, name) => sum + inside(name), 0);
  } catch {
    return 0;
  }
}

export async function install(folder) {
  const { command, first, shell } = npm();
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('Installing the front end', command, [...first, ...args], { cwd: folder, env: environment(), shell });
}
