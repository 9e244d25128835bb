/** A whole server in a process of its own, and the ways that an attacker has to ask it. */
import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Home, type ServerProcess } from '@himalia/testing';
import type { WebSocket } from 'ws';

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
  /** With what it is to find; goes with the server. */
  readonly home?: Home;
};

export class DefendedServer implements AsyncDisposable {
  readonly home: Home;
  readonly process: ServerProcess;
  readonly port: number;
  readonly #baseUrl: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 50 });

  private constructor(home: Home, process: ServerProcess) {
    this.home = home;
    this.process = process;
    const { port, pathname } = new URL(process.url);
    this.port = Number(port);
    this.#baseUrl = pathname;
  }

  static async start(options: StartOptions = {}): Promise<DefendedServer> {
    const {
      remix = 'lab',
      args,
      env,
      token = 'a-secret-token-that-nobody-sees-0123456789',
      home = new Home(),
    } = options;
    const secret = token === '' ? {} : { JUPYTER_TOKEN: token };
    return new DefendedServer(home, await home.serve(remix, args, { env: { ...secret, ...env } }));
  }

  /** Holds the folders of Jupyter, the root, and what is outside all of them. */
  get folder(): string {
    return this.home.folder;
  }
  get root(): string {
    return this.home.root;
  }
  get token(): string {
    return this.process.token;
  }
  /** Everything it printed and logged. */
  get log(): string {
    return this.process.output;
  }
  get pid(): number {
    return this.process.pid;
  }
  get host(): string {
    return `127.0.0.1:${this.port}`;
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
      port: this.port,
      host: '127.0.0.1',
      path: `${this.#baseUrl}${path.replace(/^\//, '')}`,
      method,
      headers: body === undefined ? all : { 'content-length': Buffer.byteLength(body), ...all },
      agent: this.#agent,
      setHost: false,
      maxHeaderSize: 2 ** 20,
    });
    // A refusal may come, and the connection be closed, before all of the body is written.
    asking.on('error', () => undefined);
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
    const socket = connect(this.port, '127.0.0.1');
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

  webSocket(path: string, protocols?: readonly string[], headers?: Record<string, string>): WebSocket {
    return this.process.socket(path, protocols, headers);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.process[Symbol.asyncDispose]();
    this.home[Symbol.dispose]();
  }
}
