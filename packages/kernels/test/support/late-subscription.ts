import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** RFC 37, section 2: the greeting, then the client's READY, a short command. */
const greetingBytes = 64;
const commandHead = 2;

/** A way to a kernel's iopub on which subscriptions wait until the test lets them pass. */
export class LateSubscription implements AsyncDisposable {
  readonly #server: Server;
  readonly #passed = Promise.withResolvers<void>();
  readonly #sockets: Socket[] = [];

  private constructor(port: number) {
    this.#server = createServer((client) => this.#join(client, connect(port, '127.0.0.1')));
  }

  static async before(port: number): Promise<LateSubscription> {
    const late = new LateSubscription(port);
    late.#server.listen(0, '127.0.0.1');
    await once(late.#server, 'listening');
    return late;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  pass(): void {
    this.#passed.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #join(client: Socket, kernel: Socket): void {
    this.#sockets.push(client, kernel);
    for (const socket of [client, kernel]) socket.on('error', () => undefined);
    kernel.pipe(client);
    let seen = Buffer.alloc(0);
    let sent = 0;
    client.on('data', (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk]);
      const handshake = greetingBytes + commandHead + (seen[greetingBytes + 1] ?? 0);
      kernel.write(seen.subarray(sent, handshake));
      sent = Math.min(seen.length, handshake);
      if (seen.length > handshake) void this.#passed.promise.then(() => kernel.write(seen.subarray(sent)));
    });
  }
}
