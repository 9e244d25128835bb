/** A WebSocket client that only skims frames, so that it is never the slowest part of a measurement. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { encodeJson, encodeV1, v1Protocol } from '@himalia/protocol';

export type Protocol = 'v1' | 'json';

/** A client's frame (RFC 6455, section 5.2) with a zero mask. */
function clientFrame(payload: Uint8Array, opcode: number): Buffer {
  const { length } = payload;
  const header =
    length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | length])
      : Buffer.from([0x80 | opcode, 0xfe, length >> 8, length & 255]);
  return Buffer.concat([header, Buffer.alloc(4), payload]);
}

/** The length of the server's frame at `at`, header included; undefined while its header is not complete. */
function frameSize(data: Buffer, at: number): number | undefined {
  const present = data.length - at;
  if (present < 2) return undefined;
  const short = (data[at + 1] ?? 0) & 127;
  if (short < 126) return 2 + short;
  if (short === 126) return present < 4 ? undefined : 4 + data.readUInt16BE(at + 2);
  return present < 10 ? undefined : 10 + Number(data.readBigUInt64BE(at + 2));
}

export class RawClient {
  readonly #socket: Socket;
  readonly #protocol: Protocol;
  readonly #session: string;
  readonly #waiting = new Set<() => void>();
  #buffer: Buffer = Buffer.alloc(0);
  /** Bytes of the current frame still to come. */
  #rest = 0;
  frames = 0;
  bytes = 0;
  /** A type of message that somebody waits for, whether it has come, and the end of the last chunk (it may be torn). */
  #awaited = '';
  #arrived = false;
  #end: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, protocol: Protocol, session: string) {
    this.#socket = socket;
    this.#protocol = protocol;
    this.#session = session;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  static async open(url: string, kernel: string, token: string, protocol: Protocol): Promise<RawClient> {
    const session = randomBytes(8).toString('hex');
    const socket = await new Promise<Socket>((resolve, reject) => {
      request(`${url}api/kernels/${kernel}/channels?session_id=${session}`, {
        headers: {
          authorization: `token ${token}`,
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': randomBytes(16).toString('base64'),
          ...(protocol === 'v1' ? { 'sec-websocket-protocol': v1Protocol } : {}),
        },
      })
        .on('upgrade', (_response, upgraded) => resolve(upgraded as Socket))
        .on('response', (response) => reject(new Error(`no WebSocket: ${response.statusCode}`)))
        .on('error', reject)
        .end();
    });
    socket.setNoDelay(true);
    return new RawClient(socket, protocol, session);
  }

  #read(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (!this.#arrived) this.#arrived = chunk.includes(this.#awaited) || this.#torn(chunk);
    const skipped = Math.min(this.#rest, chunk.length);
    this.#rest -= skipped;
    this.#skim(Buffer.concat([this.#buffer, chunk.subarray(skipped)]));
    for (const check of this.#waiting) check();
  }

  #torn(chunk: Buffer): boolean {
    const seam = Buffer.concat([this.#end, chunk.subarray(0, 32)]);
    this.#end = Buffer.from(chunk.subarray(-32));
    return seam.includes(this.#awaited);
  }

  /** Sends a request and waits for its reply. */
  async ask(type: string, content: object, reply: string, seconds?: number): Promise<void> {
    this.#awaited = reply;
    this.#arrived = false;
    this.send(type, content);
    await this.until(() => this.#arrived, seconds);
  }

  /** Counts the frames that begin in `data` and keeps what is left of a torn header. */
  #skim(data: Buffer): void {
    let at = 0;
    while (this.#rest === 0) {
      const size = frameSize(data, at);
      if (size === undefined) break;
      if (((data[at] ?? 0) & 15) < 3) this.frames++;
      this.#rest = Math.max(0, size - (data.length - at));
      at += size - this.#rest;
    }
    this.#buffer = data.subarray(at);
  }

  /** Waits until the client has seen enough; rejects after `seconds`. */
  until(done: () => boolean, seconds = 60): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => finish(new Error(`only ${this.frames} frames after ${seconds} s`)),
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
      };
      this.#waiting.add(check);
      check();
    });
  }

  send(type: string, content: object): void {
    const header = {
      msg_id: randomBytes(8).toString('hex'),
      msg_type: type,
      session: this.#session,
      username: 'bench',
      date: new Date().toISOString(),
      version: '5.4',
    };
    const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    const framed = this.#protocol === 'v1' ? encodeV1('shell', parts) : encodeJson('shell', parts);
    const payload = typeof framed === 'string' ? Buffer.from(framed) : framed;
    this.#socket.write(clientFrame(payload, typeof framed === 'string' ? 1 : 2));
  }

  /** Executes code and waits for the reply. */
  async execute(code: string, seconds?: number): Promise<void> {
    const content = {
      code,
      silent: false,
      store_history: false,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    await this.ask('execute_request', content, 'execute_reply', seconds);
  }

  /** Milliseconds from a kernel_info_request to its reply, `count` times, sorted. */
  async roundTrips(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let round = 0; round < count; round++) {
      const start = performance.now();
      await this.ask('kernel_info_request', {}, 'kernel_info_reply');
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b);
  }

  close(): void {
    this.#socket.destroy();
  }
}
