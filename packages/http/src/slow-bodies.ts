import type { IncomingMessage, ServerResponse } from 'node:http';

type Receiving = { readonly response: ServerResponse; received: number | undefined };
const leastPerSecond = 1024;
const timeout = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

/** Ends requests whose bodies come slower than any network is: each holds a connection, and memory for what has come. */
export class SlowBodies implements Disposable {
  readonly #receiving = new Map<IncomingMessage, Receiving>();
  readonly #timer: NodeJS.Timeout;

  /** Each period of so many seconds must bring a kilobyte for each of them. */
  constructor(seconds: number) {
    this.#timer = setInterval(() => this.#look(seconds * leastPerSecond), seconds * 1000).unref();
  }

  watch(request: IncomingMessage, response: ServerResponse): void {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (length === undefined && encoding === undefined) return;
    this.#receiving.set(request, { response, received: undefined });
    request.once('close', () => this.#receiving.delete(request));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(least: number): void {
    for (const [request, receiving] of this.#receiving) {
      const { received } = receiving;
      receiving.received = request.socket.bytesRead;
      // What waits to be read here is not the client's delay.
      if (request.complete || request.readableLength > 0 || received === undefined) continue;
      if (receiving.received - received < least) this.#end(request, receiving);
    }
  }

  #end(request: IncomingMessage, { response }: Receiving): void {
    this.#receiving.delete(request);
    const { socket } = request;
    if (response.headersSent) socket.destroy();
    else socket.end(timeout, () => socket.destroy());
  }
}
