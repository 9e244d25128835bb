import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const title = 'completion in zsh and fish';

/** Installs Debian's zsh and fish where that is possible (4 MB); tests of shells that are not there skip themselves. */
export function shells(steps) {
  const missing = ['zsh', 'fish'].filter((name) => spawnSync(name, ['--version']).status !== 0);
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    steps.skip(title, `not installed: ${missing.join(', ')}`);
    return;
  }
  console.log(`\ninstalling ${missing.join(' and ')} to try the completion in`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore', timeout: 120_000 }).status === 0;
  const install = () => apt('install', '-y', '--no-install-recommends', ...missing);
  if (!install() && !(apt('update') && install())) steps.skip(title, `apt-get could not install ${missing.join(', ')}`);
}
