import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's cache folder of this program. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const home = environment.HOME || homedir();
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, 'himalia');
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'himalia');
  if (process.platform === 'win32' && environment.LOCALAPPDATA)
    return join(environment.LOCALAPPDATA, 'himalia', 'cache');
  return join(home, '.cache', 'himalia');
}
