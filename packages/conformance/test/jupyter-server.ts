import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Python with jupyter_server and JupyterLab: `HIMALIA_PEER_PYTHON`. */
export const peerPython: string | undefined = process.env.HIMALIA_PEER_PYTHON;

export function hasJupyterServer(): boolean {
  return peerPython !== undefined && spawnSync(peerPython, ['-c', 'import jupyterlab, ipykernel']).status === 0;
}

/** The real jupyter_server with JupyterLab, in folders of its own. */
export class JupyterServer implements AsyncDisposable {
  readonly token = 'a-token-for-the-peer-0123456789';
  readonly url: string;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(url: string, folder: string, child: ChildProcess) {
    this.url = url;
    this.#folder = folder;
    this.#child = child;
  }

  static async start(): Promise<JupyterServer> {
    const folder = mkdtempSync(join(tmpdir(), 'himalia-peer-'));
    for (const name of ['root', 'config', 'data', 'runtime']) mkdirSync(join(folder, name));
    const port = await freePort();
    const token = 'a-token-for-the-peer-0123456789';
    const args = ['--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${port}`, '--port-retries=0'];
    const settings = [`--IdentityProvider.token=${token}`, `--ServerApp.root_dir=${join(folder, 'root')}`];
    const child = spawn(peerPython ?? '', ['-m', 'jupyterlab', ...args, ...settings], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        JUPYTER_CONFIG_DIR: join(folder, 'config'),
        JUPYTER_DATA_DIR: join(folder, 'data'),
        JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
      },
    });
    const server = new JupyterServer(`http://127.0.0.1:${port}/`, folder, child);
    await server.#ready();
    return server;
  }

  async #ready(): Promise<void> {
    for (let waited = 0; waited < 60_000; waited += 200) {
      if (this.#child.exitCode !== null) throw new Error(`jupyter_server ended with ${this.#child.exitCode}`);
      const answer = await fetch(`${this.url}api`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(200);
    }
    throw new Error('jupyter_server did not answer within a minute');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
