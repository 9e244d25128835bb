// Installs the packages of the lock file into a folder, with the npm that runs this, else the one on PATH.
import { readFileSync } from 'node:fs';
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

/** How many packages will be installed, give or take a few. */
export function countLocked(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  // Those for another machine are optional, and not installed here.
  return Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional).length;
}

/** With the packages' own scripts not run: none of them needs any. */
export async function install(folder) {
  const { command, first, shell } = npm();
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('Installing the front end', command, [...first, ...args], { cwd: folder, env: environment(), shell });
}
