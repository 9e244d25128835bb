/** A whole server in a process of its own, and the ways that an attacker has to ask it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WebSocket } from 'ws';

const main = join(import.meta.dirname, '../../packages/server/src/main.ts');
const patience = 60_000;

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
};
export type Init = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};
type StartOptions = {
  readonly remix?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Over the one that every server here is started with; empty: none is given. */
  readonly token?: string;
  /** Before it starts: what its folders hold. */
  readonly prepare?: (folder: string) => void;
};

export class DefendedServer implements AsyncDisposable {
  /** Holds `home`, `config`, `data`, `runtime`, `root`, and what is outside all of them. */
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'himalia-security-')));
  readonly root: string = join(this.folder, 'root');
  readonly token: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 50 });
  readonly #child: ChildProcess;
  #output = '';
  #port = 0;
  #baseUrl = '/';

  private constructor({ remix = 'lab', args = [], env = {}, token, prepare }: StartOptions) {
    this.token = token ?? 'a-secret-token-that-nobody-sees-0123456789';
    mkdirSync(this.root);
    prepare?.(this.folder);
    const own = (part: string): string => join(this.folder, part);
    const all = ['start', remix, '--port=0', '--no-browser', `--root-dir=${this.root}`, ...args];
    this.#child = spawn(process.execPath, ['--conditions=source', main, ...all], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        HOME: own('home'),
        JUPYTER_CONFIG_DIR: own('config'),
        JUPYTER_DATA_DIR: own('data'),
        JUPYTER_RUNTIME_DIR: own('runtime'),
        ...(this.token === '' ? {} : { JUPYTER_TOKEN: this.token }),
        ...env,
      },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (piece) => {
        this.#output += piece;
      });
  }

  static async start(options: StartOptions = {}): Promise<DefendedServer> {
    const server = new DefendedServer(options);
    await server.#answers();
    return server;
  }

  async #answers(): Promise<void> {
    const end = Date.now() + patience;
    const file = join(this.folder, 'runtime', `jpserver-${this.#child.pid}.json`);
    while (this.#child.exitCode === null && Date.now() < end) {
      const found = readIfWhole(file);
      if (found) {
        this.#port = found.port;
        this.#baseUrl = found.base_url;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this[Symbol.asyncDispose]();
    throw new Error(`the server did not start: ${this.#output}`);
  }

  /** Everything it printed and logged. */
  get log(): string {
    return this.#output;
  }
  get pid(): number {
    return this.#child.pid ?? 0;
  }
  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }
  get port(): number {
    return this.#port;
  }
  get url(): string {
    return `http://${this.host}${this.#baseUrl}`;
  }
  /** What opens it, as a header. */
  get login(): Record<string, string> {
    return { authorization: `token ${this.token}` };
  }

  /** As it is written: no header is added but Host, and the path (below the base URL) is not tidied. */
  async bare(path: string, { method = 'GET', headers = {}, body }: Init = {}): Promise<Answer> {
    const all = { host: this.host, ...headers };
    const asking = request({
      port: this.#port,
      host: '127.0.0.1',
      path: `${this.#baseUrl}${path.replace(/^\//, '')}`,
      method,
      headers: body === undefined ? all : { 'content-length': Buffer.byteLength(body), ...all },
      agent: this.#agent,
      setHost: false,
      maxHeaderSize: 2 ** 20,
    });
    asking.end(body);
    const [answer] = await once(asking, 'response');
    const pieces: Buffer[] = [];
    for await (const piece of answer) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString() };
  }

  /** The same by the owner of the token. */
  ask(path: string, init: Init = {}): Promise<Answer> {
    return this.bare(path, { ...init, headers: { ...this.login, ...init.headers } });
  }

  async json(
    path: string,
    method: string,
    body: unknown,
  ): Promise<Answer & { readonly body: Record<string, unknown> }> {
    const answer = await this.ask(path, { method, body: JSON.stringify(body) });
    return { ...answer, body: answer.text === '' ? {} : JSON.parse(answer.text) };
  }

  /** A connection to write anything to. */
  async connection(): Promise<Socket> {
    const socket = connect(this.#port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** Everything that the server says to these bytes until it hangs up. */
  async conversation(...said: readonly (string | Uint8Array)[]): Promise<string> {
    const socket = await this.connection();
    let heard = '';
    socket.setEncoding('latin1').on('data', (piece) => {
      heard += piece;
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    for (const bytes of said) socket.write(bytes);
    await closed;
    return heard;
  }

  webSocket(path: string, protocols: readonly string[] = [], headers: Record<string, string> = this.login): WebSocket {
    return new WebSocket(`ws://${this.host}${this.#baseUrl}${path.replace(/^\//, '')}`, [...protocols], { headers });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    if (this.running) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(timer);
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function readIfWhole(file: string): { port: number; base_url: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // Not there yet, or not whole.
  }
}
