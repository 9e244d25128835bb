/** A WebSocket client that only skims frames and answers pings, so that it is never the slowest part of a measurement. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createHeader, encodeJson, encodeParts, encodeV1, v1Protocol } from '@himalia/protocol';
import { FrameSkimmer } from './frame-skimmer.ts';

export type Protocol = 'v1' | 'json';
export type Place = { readonly url: string; readonly token: string };

const [text, binary, close, ping, pong] = [1, 2, 8, 9, 10];
const headEnd = '\r\n\r\n';
/** All clients read into it: each chunk is done with before the next is read. */
const shared = Buffer.alloc(256 * 1024);

/** A client's frame (RFC 6455, section 5.2) with a zero mask. */
function clientFrame(payload: Uint8Array, opcode: number): Buffer {
  const { length } = payload;
  const header =
    length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | length])
      : Buffer.from([0x80 | opcode, 0xfe, length >> 8, length & 255]);
  return Buffer.concat([header, Buffer.alloc(4), payload]);
}

export class RawClient {
  readonly #socket: Socket;
  readonly #protocol: Protocol;
  readonly #session: string;
  readonly #waiting = new Set<() => void>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #skimmer = new FrameSkimmer((opcode, payload) => this.#control(opcode, payload));
  #head = '';
  #alive = false;
  /** A type of message that somebody waits for, and the end of the last chunk (it may be torn). */
  #awaited: string | undefined;
  #end: Buffer = Buffer.alloc(0);

  private constructor({ url, token }: Place, kernel: string, protocol: Protocol, session: string) {
    this.#protocol = protocol;
    this.#session = session;
    const { host, hostname, port } = new URL(url);
    const onread = { buffer: shared, callback: (length: number, buffer: Uint8Array) => this.#read(length, buffer) };
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true, onread });
    const offer = protocol === 'v1' ? [`Sec-WebSocket-Protocol: ${v1Protocol}`] : [];
    this.#socket.write(
      [
        `GET /api/kernels/${kernel}/channels?session_id=${session} HTTP/1.1`,
        `Host: ${host}`,
        `Authorization: token ${token}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        ...offer,
        headEnd.slice(2),
      ].join('\r\n'),
    );
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      this.#alive = false;
      this.#opened.reject(new Error(`no WebSocket: ${this.#head.slice(0, 200) || 'no answer'}`));
      this.#check();
    });
  }

  static async open(place: Place, kernel: string, protocol: Protocol): Promise<RawClient> {
    const client = new RawClient(place, kernel, protocol, randomBytes(8).toString('hex'));
    await client.#opened.promise;
    return client;
  }

  /** Messages that have come whole. */
  get frames(): number {
    return this.#skimmer.frames;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Waits until enough has come; rejects after `seconds`, or when the server closes. */
  until(done: () => boolean, seconds = 60): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => finish(new Error(`only ${this.frames} messages after ${seconds} s`)),
        seconds * 1000,
      );
      const finish = (error?: Error): void => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        if (error) reject(error);
        else resolve();
      };
      const check = (): void => {
        if (done()) finish();
        else if (!this.#alive) finish(new Error('the server closed the WebSocket'));
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Sends a request and waits for its reply. */
  async ask(type: string, content: object, reply: string, seconds?: number): Promise<void> {
    this.#awaited = reply;
    this.send(type, content);
    await this.until(() => this.#awaited === undefined, seconds);
  }

  /** Executes code and waits for the reply. */
  execute(code: string, seconds?: number): Promise<void> {
    return this.ask('execute_request', execution(code), 'execute_reply', seconds);
  }

  send(type: string, content: object): void {
    const parts = encodeParts({ header: createHeader(type, this.#session), content: { ...content } });
    const payload =
      this.#protocol === 'v1' ? encodeV1('shell', parts) : encodeJson('shell', parts as readonly Buffer[]);
    const isText = typeof payload === 'string';
    this.#socket.write(clientFrame(isText ? Buffer.from(payload) : payload, isText ? text : binary));
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(length: number, buffer: Uint8Array): boolean {
    let chunk = Buffer.from(buffer.buffer, buffer.byteOffset, length);
    if (!this.#alive) {
      const before = this.#head.length;
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf(headEnd);
      if (end < 0) return true;
      this.#head = this.#head.slice(0, end);
      if (!this.#head.startsWith('HTTP/1.1 101')) {
        this.#socket.destroy();
        return true;
      }
      this.#alive = true;
      this.#opened.resolve();
      chunk = chunk.subarray(end + headEnd.length - before);
    }
    if (this.#awaited !== undefined) this.#search(chunk, this.#awaited);
    this.#skimmer.read(chunk);
    this.#check();
    return true;
  }

  #check(): void {
    for (const check of this.#waiting) check();
  }

  #search(chunk: Buffer, awaited: string): void {
    const seam = Buffer.concat([this.#end, chunk.subarray(0, 32)]);
    this.#end = Buffer.from(chunk.subarray(-32));
    if (chunk.includes(awaited) || seam.includes(awaited)) this.#awaited = undefined;
  }

  #control(opcode: number, payload: Buffer): void {
    if (opcode === ping) this.#socket.write(clientFrame(payload, pong as number));
    if (opcode === close) this.#socket.destroy();
  }
}

export function execution(code: string): object {
  return {
    code,
    silent: false,
    store_history: false,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  };
}
