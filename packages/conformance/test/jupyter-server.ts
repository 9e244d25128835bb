import { spawnSync } from 'node:child_process';
import type { Home, ServerProcess } from '@himalia/testing';

/** A Python with jupyter_server and JupyterLab: `HIMALIA_PEER_PYTHON`. */
const python: string | undefined = process.env.HIMALIA_PEER_PYTHON;

export function hasJupyterServer(): boolean {
  return python !== undefined && spawnSync(python, ['-c', 'import jupyterlab, ipykernel']).status === 0;
}

/** The real jupyter_server with JupyterLab. */
export function startJupyterServer(home: Home): Promise<ServerProcess> {
  const args = ['--no-browser', '--allow-root', '--ip=127.0.0.1', '--port=0', `--ServerApp.root_dir=${home.root}`];
  return home.spawn(python ?? '', ['-m', 'jupyterlab', ...args]).ready();
}
