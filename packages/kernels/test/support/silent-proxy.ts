import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { WebSocket } from 'ws';

/** A network between client and server that can go silent, and be cut. */
export class SilentProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #token: string;
  readonly #sockets = new Set<Socket>();
  #silent = false;

  private constructor(server: Server, token: string) {
    this.#server = server;
    this.#token = token;
  }

  static async before({ url, token }: { readonly url: string; readonly token: string }): Promise<SilentProxy> {
    const { port } = new URL(url);
    const server = createServer((client) => proxy.#join(client, createConnection(Number(port), '127.0.0.1')));
    const proxy = new SilentProxy(server, token);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  socket(path: string, protocols: readonly string[] = []): WebSocket {
    const { port } = this.#server.address() as AddressInfo;
    const headers = { authorization: `token ${this.#token}` };
    return new WebSocket(`ws://127.0.0.1:${port}/${path}`, [...protocols], { headers });
  }

  /** From now on nothing of the server reaches a client; the server cannot know. */
  silence(): void {
    this.#silent = true;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
  }

  #join(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => {
      if (!this.#silent) client.write(chunk);
    });
  }
}
