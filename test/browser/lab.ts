import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../packages/server/bin/himalia.js', import.meta.url));
const START_LIMIT = 30_000;
const STOP_LIMIT = 10_000;

/** The Python of the tests, when there is one with ipykernel. */
export const python: string | undefined = process.env.HIMALIA_PYTHON;

/** A `jupyter-lab` to look at instead of ours: the same scenes tell what the reference prints and answers. */
export const reference: string | undefined = process.env.HIMALIA_REFERENCE;

/** A server in its own process, with a home, a root folder and Jupyter folders of its own. */
export class Lab implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'himalia-browser-'));
  readonly root: string = join(this.folder, 'root');
  readonly token: string = 'token-of-the-browser-tests';
  /** All that the server printed. */
  printed = '';
  #url: URL | undefined;
  #stop: (() => Promise<void>) | undefined;

  /** Where the server is; without a token. */
  get url(): string {
    if (!this.#url) throw new Error('the server is not started');
    return `${this.#url.origin}/`;
  }

  static async start(...options: readonly string[]): Promise<Lab> {
    const lab = new Lab();
    mkdirSync(lab.root);
    if (reference) withoutCollaboration(join(lab.folder, 'config'));
    await lab.#start(options);
    return lab;
  }

  /** The lines of the log that tell of a fault. */
  get faults(): readonly string[] {
    return this.printed.split('\n').filter((line) => / (?:ERROR|FATAL) |^\s+at |\[E /.test(line));
  }

  async #start(options: readonly string[]): Promise<void> {
    const { command, args } = this.#command();
    const child = spawn(command, [...args, ...options], {
      cwd: this.root,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    this.#stop = async () => {
      child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
      await ended;
      clearTimeout(limit);
    };
    const ready = new Promise<string>((done, fail) => {
      const limit = setTimeout(
        () => fail(new Error(`not ready within ${START_LIMIT} ms:\n${this.printed}`)),
        START_LIMIT,
      );
      const read = (chunk: Buffer) => {
        this.printed += chunk;
        const [url] = /http:\/\/127\.0\.0\.1:\d+\/\S*token=\S+/.exec(this.printed) ?? [];
        if (!url) return;
        clearTimeout(limit);
        done(url);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('close', (code) => fail(new Error(`the server ended with ${code}:\n${this.printed}`)));
    });
    this.#url = new URL(await ready.catch((error) => this[Symbol.asyncDispose]().then(() => Promise.reject(error))));
  }

  #command(): { readonly command: string; readonly args: readonly string[] } {
    const common = ['--no-browser', `--IdentityProvider.token=${this.token}`, '--allow-root'];
    if (!reference) {
      return {
        command: process.execPath,
        args: [main, 'start', 'lab', '--port=0', `--root-dir=${this.root}`, ...common],
      };
    }
    const port = 20_000 + (process.pid % 20_000);
    const names = ['--ServerApp.ip=127.0.0.1', `--ServerApp.root_dir=${this.root}`];
    return { command: reference, args: [`--port=${port}`, ...common, ...names] };
  }

  #environment(): Record<string, string> {
    const { PATH = '' } = process.env;
    const path = python ? [dirname(python), PATH].join(delimiter) : PATH;
    return {
      PATH: path,
      HOME: this.folder,
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      JUPYTER_CONFIG_DIR: join(this.folder, 'config'),
      JUPYTER_DATA_DIR: join(this.folder, 'data'),
      JUPYTER_RUNTIME_DIR: join(this.folder, 'runtime'),
      IPYTHONDIR: join(this.folder, 'ipython'),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop?.();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** The reference as people have it who did not install jupyter-collaboration. */
function withoutCollaboration(config: string): void {
  const labExtensions = ['@jupyter/collaboration-extension', '@jupyter/docprovider-extension'];
  const off = (names: readonly string[], value: boolean) => Object.fromEntries(names.map((name) => [name, value]));
  const server = { ServerApp: { jpserver_extensions: off(['jupyter_server_ydoc', 'jupyter_server_fileid'], false) } };
  mkdirSync(join(config, 'labconfig'), { recursive: true });
  writeFileSync(join(config, 'jupyter_server_config.json'), JSON.stringify(server));
  writeFileSync(
    join(config, 'labconfig/page_config.json'),
    JSON.stringify({
      disabledExtensions: off([...labExtensions, '@jupyterlab/apputils-extension:announcements'], true),
    }),
  );
}
