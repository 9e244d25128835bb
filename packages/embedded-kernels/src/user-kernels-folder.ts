import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's own `kernels` folder of the Jupyter path (jupyter_core, `jupyter_data_dir`). */
export function userKernelsFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment.JUPYTER_DATA_DIR || userData(environment), 'kernels');
}

function userData(environment: Readonly<Record<string, string | undefined>>): string {
  const home = environment.HOME || homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Jupyter');
  if (process.platform === 'win32' && environment.APPDATA) return join(environment.APPDATA, 'jupyter');
  return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'jupyter');
}
