import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, textOf } from './machine.ts';
import { isVirtual } from './python-prefixes.ts';

/** Python's `site.getuserbase()`, where `pip install --user` installs; undefined where Python ignores it. */
export function userBase(machine: Machine, prefix: string | undefined): string | undefined {
  const { env, platform, home } = machine;
  if (env.PYTHONNOUSERSITE || (prefix !== undefined && !seesUserSite(prefix))) return undefined;
  if (env.PYTHONUSERBASE) return env.PYTHONUSERBASE;
  if (platform === 'win32') return env.APPDATA ? join(env.APPDATA, 'Python') : undefined;
  const framework = platform === 'darwin' && prefix?.includes('Python.framework');
  const version = framework ? pythonVersion(prefix ?? '') : undefined;
  return version === undefined ? join(home, '.local') : join(home, 'Library', 'Python', version);
}

/** A virtual environment hides the user's packages unless it was made to show the system's. */
function seesUserSite(prefix: string): boolean {
  if (!isVirtual(prefix)) return true;
  return /^include-system-site-packages\s*=\s*true\s*$/im.test(textOf(join(prefix, 'pyvenv.cfg')) ?? '');
}

function pythonVersion(prefix: string): string | undefined {
  try {
    return readdirSync(join(prefix, 'lib'))
      .find((name) => /^python3\.\d+$/.test(name))
      ?.slice('python'.length);
  } catch {
    return undefined;
  }
}
