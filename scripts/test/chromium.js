import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** An installed Chromium, else Debian's where it may be installed, else the reason why there is none. */
export async function findChromium() {
  const found = installed();
  if (found) return { path: found };
  const refused = whyNotApt();
  if (refused) return { reason: refused };
  console.log("\nno Chromium found: installing Debian's (about 100 MB to download, 1 minute)");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  const done = apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  const path = done && installed();
  return path ? { path } : { reason: 'apt-get could not install chromium' };
}

function installed() {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH && existsSync(CHROME_PATH)) return CHROME_PATH;
  for (const name of names) {
    const { status, stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    if (status === 0 && stdout.trim()) return stdout.trim();
  }
  return applications.find((path) => existsSync(path));
}

function whyNotApt() {
  const advice = 'install Chromium or Chrome, or set CHROME_PATH';
  if (!existsSync('/usr/bin/apt-get')) return `no Chromium found; ${advice}`;
  if (process.getuid?.() !== 0)
    return `no Chromium found and not allowed to install it; ${advice} (sudo apt install chromium)`;
  return undefined;
}
