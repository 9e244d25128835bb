/** A frame: text, or bytes. */
export type Frame = string | Uint8Array;

type Handshake = {
  readonly protocols: readonly string[];
  /** As in a Cookie header; or empty. */
  readonly cookies: string;
};

/** An open WebSocket whose frames can be awaited. */
export class PeerSocket implements Disposable {
  readonly #socket: WebSocket;
  readonly #timeout: number;
  readonly #frames: Frame[] = [];
  #arrived: () => void = () => {};

  private constructor(socket: WebSocket, timeout: number) {
    this.#socket = socket;
    this.#timeout = timeout;
    const take = ({ data }: MessageEvent): void => {
      this.#frames.push(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer));
      this.#arrived();
    };
    socket.addEventListener('message', take);
    socket.addEventListener('close', () => this.#arrived());
  }

  static async open(address: URL, { protocols, cookies }: Handshake, timeout: number): Promise<PeerSocket> {
    const headers = cookies === '' ? {} : { cookie: cookies };
    // Node's takes headers, of which the types of browsers know nothing.
    const socket = new WebSocket(address, { protocols: [...protocols], headers } as unknown as string[]);
    socket.binaryType = 'arraybuffer';
    const peer = new PeerSocket(socket, timeout);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const refused = (): void => reject(new Error(`the WebSocket ${address.pathname} was refused`));
    const timer = setTimeout(refused, timeout);
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', refused, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
    return peer;
  }

  /** The chosen subprotocol, or an empty text. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  /** The first frame from now on for which `wanted` gives something; rejects at the end of the connection or of time. */
  async find<T>(what: string, wanted: (frame: Frame) => T | undefined): Promise<T> {
    const until = Date.now() + this.#timeout;
    for (;;) {
      for (let frame = this.#frames.shift(); frame !== undefined; frame = this.#frames.shift()) {
        const found = wanted(frame);
        if (found !== undefined) return found;
      }
      if (this.#socket.readyState > WebSocket.OPEN) throw new Error(`the connection was closed before ${what}`);
      if (Date.now() >= until) throw new Error(`no ${what} within ${this.#timeout / 1000} s`);
      await this.#next(until - Date.now());
    }
  }

  async #next(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#arrived = resolve;
    await promise;
    clearTimeout(timer);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
