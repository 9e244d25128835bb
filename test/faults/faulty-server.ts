/** A server that faults are done to: a process of its own, over folders that outlive it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../packages/server/src/main.ts');
const token = 'a-token-for-faults-0123456789';
const patience = 60_000;

/** `npm run faults` asks for the long form; `npm test` runs the short one. */
export const isLong: boolean = process.env.HIMALIA_FAULTS === 'long';

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

export class FaultyServer implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'himalia-faults-'));
  readonly root: string = join(this.folder, 'root');
  #process: ChildProcess | undefined;
  #url = '';
  #errors = '';

  constructor() {
    mkdirSync(this.root);
  }

  /**
   * Starts it, or starts it again. `inShell` is a line of a shell that runs before it, for limits and mounts; the root's path
   * is its `$1`. `more`: options of the command.
   */
  async start(inShell?: string, more: readonly string[] = []): Promise<void> {
    const own = (part: string): string => join(this.folder, part);
    const env = {
      ...process.env,
      HOME: own('home'),
      JUPYTER_CONFIG_DIR: own('config'),
      JUPYTER_DATA_DIR: own('data'),
      JUPYTER_RUNTIME_DIR: own('runtime'),
    };
    const remix = [
      'start',
      'notebook',
      '--port=0',
      `--token=${token}`,
      `--root-dir=${this.root}`,
      '--no-browser',
      ...more,
    ];
    const command = [process.execPath, '--conditions=source', main, ...remix];
    const [program = '', ...args] =
      inShell === undefined ? command : ['sh', '-c', `${inShell} && shift && exec "$@"`, 'sh', this.root, ...command];
    this.#errors = '';
    const child = spawn(program, args, { env, cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr?.on('data', (piece) => {
      this.#errors = `${this.#errors}${piece}`.slice(-4000);
    });
    this.#process = child;
    await this.#answers(child);
  }

  async #answers(child: ChildProcess): Promise<void> {
    const end = Date.now() + patience;
    while (child.exitCode === null && Date.now() < end) {
      // Written when the port is open; its name tells it from those of servers that were killed.
      const file = join(this.folder, 'runtime', `jpserver-${child.pid}.json`);
      const text = await readFile(file, 'utf8').catch(() => '');
      if (text.trimEnd().endsWith('}')) {
        this.#url = `http://127.0.0.1:${JSON.parse(text).port}/`;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the server did not start: ${this.#errors}`);
  }

  /** Of a WebSocket, whose handshake needs the `headers`. */
  webSocketUrl(path: string): string {
    return this.#url.replace(/^http/, 'ws') + path;
  }

  get headers(): Record<string, string> {
    return { authorization: `token ${token}` };
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Without a chance to end anything. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Rejects when the server is killed before it answered whole. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `token ${token}`, ...(init.headers as Record<string, string>) };
    return await fetch(this.#url + path, { ...init, headers });
  }

  async asked(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = body === undefined ? null : JSON.stringify(body);
    const response = await this.ask(path, { method, headers, body: text });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: answer === '' ? {} : JSON.parse(answer) };
  }

  socket(path: string, ...protocols: string[]): WebSocket {
    const url = new URL(path, this.#url.replace('http', 'ws'));
    url.searchParams.set('token', token);
    return new WebSocket(url, protocols);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
