import { createConnection, type Socket } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');
const noBytes = Buffer.alloc(0);

export type Answered = { readonly status: number; readonly body: Buffer; readonly size: number };

/**
 * One connection that asks one thing after the other. So thin that what is measured is the server: fetch itself takes longer than
 * a small answer of it.
 */
export class KeepAliveClient {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #token: string;
  #pieces: Buffer[] = [];
  #have = 0;
  #wake: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(url: string, token: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#token = token;
    this.#socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on('data', (piece) => {
      this.#pieces.push(piece as Buffer);
      this.#have += piece.length;
      this.#wake?.();
    });
    const fail = (error?: Error): void => {
      this.#failure = error ?? new Error('the server closed the connection');
      this.#wake?.();
    };
    this.#socket.on('error', fail).on('close', () => fail());
  }

  /** Asks; with `keep` false the body is only counted. The answer must have a Content-Length. */
  async ask(method: string, path: string, body: Uint8Array = noBytes, keep = true): Promise<Answered> {
    const type = body.length > 0 ? `content-type: application/json\r\ncontent-length: ${body.length}\r\n` : '';
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\nauthorization: token ${this.#token}\r\n${type}\r\n`;
    this.#socket.write(head);
    if (body.length > 0) this.#socket.write(body);
    const { status, length } = await this.#head();
    if (keep) {
      while (this.#have < length) await this.#more();
      const all = this.#take(length);
      return { status, body: all, size: length };
    }
    for (let left = length; left > 0; ) {
      if (this.#have === 0) await this.#more();
      const taken = Math.min(left, this.#have);
      this.#take(taken);
      left -= taken;
    }
    return { status, body: noBytes, size: length };
  }

  close(): void {
    this.#socket.destroy();
  }

  async #head(): Promise<{ status: number; length: number }> {
    for (;;) {
      const all = Buffer.concat(this.#pieces);
      const end = all.indexOf(headEnd);
      if (end < 0) {
        await this.#more();
        continue;
      }
      const text = all.toString('latin1', 0, end);
      this.#pieces = [all];
      this.#take(end + headEnd.length);
      const status = Number(text.slice(9, 12));
      const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text) ?? [];
      if (length === undefined && status !== 204) throw new Error(`no Content-Length: ${text}`);
      return { status, length: Number(length ?? 0) };
    }
  }

  #take(size: number): Buffer {
    const all = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
    this.#pieces = all.length > size ? [all.subarray(size)] : [];
    this.#have -= size;
    return all.subarray(0, size);
  }

  async #more(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const before = this.#have;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#have > before) resolve();
    });
    this.#wake = undefined;
  }
}
