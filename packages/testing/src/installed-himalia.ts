import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const bin = join(dirname(fileURLToPath(import.meta.resolve('himalia'))), '../bin/himalia.js');

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A server in a process of its own. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Everything it printed. */
  readonly output: string;
  ask(path: string, init?: Omit<RequestInit, 'body'> & { body?: unknown }): Promise<Response>;
  socket(path: string): WebSocket;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>;
}

/** An empty project of somebody who has nothing of Jupyter yet, and the `himalia` command. */
export class InstalledHimalia implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'himalia-installed-'));
  readonly project: string = join(this.folder, 'project');
  readonly config: string = join(this.folder, 'config');
  readonly data: string = join(this.folder, 'data');

  constructor() {
    for (const path of [this.project, this.config, this.data]) mkdirSync(path);
    writeFileSync(join(this.project, 'package.json'), '{"name": "project", "private": true}\n');
  }

  get env(): Readonly<Record<string, string>> {
    const { PATH = '' } = process.env;
    return {
      PATH: `${dirname(process.execPath)}:${PATH}`,
      HOME: this.folder,
      JUPYTER_CONFIG_DIR: this.config,
      JUPYTER_DATA_DIR: this.data,
      JUPYTER_RUNTIME_DIR: join(this.folder, 'runtime'),
    };
  }

  /** Packs a package folder and installs it into the project with npm, as from a registry. Nothing is downloaded. */
  async install(folder: string): Promise<void> {
    const packed = await this.#npm(['pack', folder, '--pack-destination', this.folder, '--silent']);
    await this.#npm(['install', join(this.folder, packed.trim()), '--offline', '--no-audit', '--no-fund', '--silent']);
  }

  async #npm(args: readonly string[]): Promise<string> {
    return await new Promise((resolve, reject) => {
      execFile('npm', args, { cwd: this.project, env: this.env }, (error, stdout, stderr) => {
        if (error) reject(new Error(`npm ${args.join(' ')}: ${error.message}\n${stderr}`));
        else resolve(stdout);
      });
    });
  }

  configure(values: object): void {
    writeFileSync(join(this.config, 'himalia.json'), JSON.stringify(values, null, 2));
  }

  /** Runs the command to its end. */
  async run(args: readonly string[], cwd: string = this.project): Promise<Finished> {
    const child = this.#spawn(args, cwd);
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    await once(child, 'close');
    return { code: child.exitCode, stdout, stderr };
  }

  /** Starts a server on a free port. Rejects with its output when it does not get ready. */
  async start(args: readonly string[], cwd: string = this.project): Promise<RunningServer> {
    const child = this.#spawn(['start', ...args, '--port=0', '--no-browser'], cwd);
    const closed = once(child, 'close');
    let output = '';
    const { promise: ready, resolve, reject } = Promise.withResolvers<{ url: string; token: string }>();
    const read = (chunk: string): void => {
      output += chunk;
      const match = /^\s+(http:\S*?\/)(?:[\w/]*)\?token=(\S+)$/m.exec(output);
      const [, page = '', token = ''] = match ?? [];
      if (match) resolve({ url: new URL('/', page).href, token });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void closed.then(() => reject(new Error(`The server ended with ${child.exitCode}:\n${output}`)));
    const { url, token } = await ready;
    const stop = async (): Promise<void> => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await closed;
    };
    const authorization = `token ${token}`;
    return {
      url,
      token,
      get output() {
        return output;
      },
      ask: (path, init = {}) =>
        fetch(new URL(path, url), {
          redirect: 'manual',
          ...init,
          headers: { authorization, ...(init.headers as Record<string, string>) },
          body: bodyOf(init.body),
        }),
      socket: (path) => new WebSocket(new URL(path, url.replace(/^http/, 'ws')), { headers: { authorization } }),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  }

  #spawn(args: readonly string[], cwd: string): ChildProcess {
    const all = ['--conditions=source', bin, ...args];
    return spawn(process.execPath, all, { cwd, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function bodyOf(body: unknown): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}
