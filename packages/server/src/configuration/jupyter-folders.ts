import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's own Jupyter configuration folder, as jupyter_core finds it. */
export function userConfigFolder(env: Environment = process.env): string {
  return env.JUPYTER_CONFIG_DIR || join(homedir(), '.jupyter');
}

/** Where `jpserver-*.json` lie, as jupyter_core finds it. */
export function runtimeFolder(env: Environment = process.env): string {
  return env.JUPYTER_RUNTIME_DIR || join(userDataFolder(env), 'runtime');
}

function userDataFolder(env: Environment): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  if (process.platform === 'win32' && env.APPDATA) return join(env.APPDATA, 'jupyter');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'jupyter');
}
