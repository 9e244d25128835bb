import { createConnection, type Socket } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');
const noBytes = Buffer.alloc(0);
const bufferBytes = 1024 * 1024;

export type Answered = { readonly status: number; readonly size: number };
type Asked = { resolve(answered: Answered): void; reject(error: Error): void };

/**
 * One connection that asks one thing after the other and counts what comes back, read into the same memory again and again:
 * what is measured must be the server, and fetch alone takes longer than a small answer of it.
 */
export class KeepAliveClient {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #token: string;
  #asked: Asked | undefined;
  /** The part of a head that came without its end. */
  #head = noBytes;
  #status = 0;
  #size = 0;
  /** Bytes of the body that are still to come; undefined in the head. */
  #left: number | undefined;

  constructor(url: string, token: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#token = token;
    const callback = (count: number, bytes: Uint8Array): boolean => {
      this.#take(Buffer.from(bytes.buffer, bytes.byteOffset, count));
      return true;
    };
    const onread = { buffer: Buffer.allocUnsafeSlow(bufferBytes), callback };
    this.#socket = createConnection({ host: hostname, port: Number(port), noDelay: true, onread });
    const fail = (error?: Error): void => this.#asked?.reject(error ?? new Error('the server closed the connection'));
    this.#socket.on('error', fail).on('close', () => fail());
  }

  /** The answer must have a Content-Length. */
  ask(method: string, path: string, body: Uint8Array = noBytes): Promise<Answered> {
    const type = body.length > 0 ? `content-type: application/json\r\ncontent-length: ${body.length}\r\n` : '';
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\nauthorization: token ${this.#token}\r\n${type}\r\n`;
    this.#socket.write(head);
    if (body.length > 0) this.#socket.write(body);
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
    });
  }

  close(): void {
    this.#asked = undefined;
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    const come = this.#left === undefined ? this.#readHead(bytes) : bytes.length;
    if (this.#left === undefined) return;
    this.#left -= come;
    if (this.#left > 0) return;
    this.#left = undefined;
    this.#asked?.resolve({ status: this.#status, size: this.#size });
  }

  /** Answers how many bytes of the body came with it. */
  #readHead(bytes: Buffer): number {
    const all = this.#head.length > 0 ? Buffer.concat([this.#head, bytes]) : bytes;
    const end = all.indexOf(headEnd);
    this.#head = end < 0 ? Buffer.from(all) : noBytes;
    if (end < 0) return 0;
    const text = all.toString('latin1', 0, end);
    this.#status = Number(text.slice(9, 12));
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text) ?? [];
    if (length === undefined && this.#status !== 204) this.#asked?.reject(new Error(`no Content-Length: ${text}`));
    this.#size = Number(length ?? 0);
    this.#left = this.#size;
    return all.length - end - headEnd.length;
  }
}
