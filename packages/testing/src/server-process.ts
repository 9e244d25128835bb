import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { type AskInit, askAsOwner, type Owned, socketAsOwner } from './as-owner.ts';

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

const readyMs = 60_000;
const stopMs = 10_000;

/** jupyter_server says where it is a moment before it listens. */
async function listens({ url }: Owned): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''));
  return await once(socket, 'connect')
    .then(() => true)
    .catch(() => false)
    .finally(() => socket.destroy());
}

/** A server, or another command, in a process of its own. `await using` ends it. */
export class ServerProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #runtime: string;
  readonly #closed: Promise<unknown>;
  #isClosed = false;
  #news = Promise.withResolvers<void>();
  #owned: Owned | undefined;

  /** `runtime`: Jupyter's runtime folder, where a server tells where it is. */
  constructor(child: ChildProcess, runtime: string) {
    this.child = child;
    this.#runtime = runtime;
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (text) => {
        this[name] += text;
        this.#hear();
      });
    this.#closed = once(child, 'close').finally(() => {
      this.#isClosed = true;
      this.#hear();
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }
  get running(): boolean {
    const { pid, exitCode, signalCode } = this.child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }
  /** Everything it printed so far. */
  get output(): string {
    return `${this.stdout}\n${this.stderr}`;
  }

  /** Waits until a server listens: Himalia, or jupyter_server. Rejects with its output when it does not. */
  async ready(): Promise<this> {
    const file = join(this.#runtime, `jpserver-${this.pid}.json`);
    const until = Date.now() + readyMs;
    while (this.running && Date.now() < until) {
      const text = await readFile(file, 'utf8').catch(() => '');
      const owned: Owned | undefined = text.trimEnd().endsWith('}') ? JSON.parse(text) : undefined;
      if (owned && (await listens(owned))) {
        this.#owned = owned;
        return this;
      }
      await sleep(5);
    }
    const { code } = await this.stop('SIGKILL');
    throw new Error(`The server did not get ready, and ended with ${code}:\n${this.output}`);
  }

  /** Of a server that is ready: ends with a slash, base URL included. */
  get url(): string {
    return this.#ready.url;
  }
  /** Empty where nobody needs one. */
  get token(): string {
    return this.#ready.token;
  }
  get #ready(): Owned {
    if (!this.#owned) throw new Error('The server is not ready.');
    return this.#owned;
  }

  /** Asks as the token's owner; `path` is relative to the base URL. A body that is no text or bytes is sent as JSON. */
  ask(path: string, init?: AskInit): Promise<Response> {
    return askAsOwner(this.#ready, path, init);
  }

  /** What is answered to a request with JSON. Rejects with the status and the text of a refusal. */
  async json<T = unknown>(path: string, method = 'GET', body?: object): Promise<T> {
    const response = await this.ask(path, { method, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text} (${method} ${path})`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Opens a WebSocket as the token's owner. */
  socket(path: string, protocols?: readonly string[], headers?: Readonly<Record<string, string>>): WebSocket {
    return socketAsOwner(this.#ready, path, protocols, headers);
  }

  /** Waits until the output matches. Rejects with it when the process ends before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      if (this.#isClosed)
        throw new Error(`ended with ${this.child.exitCode} and never said ${pattern}:\n${this.output}`);
      await this.#news.promise;
    }
  }

  async ended(): Promise<Ended> {
    await this.#closed;
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return await this.ended();
  }

  /** As a service manager: SIGTERM, and SIGKILL when that does not help. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.running) return;
    const limit = setTimeout(() => this.child.kill('SIGKILL'), stopMs);
    await this.stop();
    clearTimeout(limit);
  }

  #hear(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
