import { headerMember } from '@himalia/protocol/message';
import { decodeV1 } from '@himalia/protocol/websocket';
import type { WebSocket } from 'ws';

export type Heard = {
  readonly id: string;
  readonly type: string;
  /** Id of the request that it answers. */
  readonly parent: string;
  readonly content: Readonly<Record<string, unknown>>;
};

/** What a kernel's WebSocket of the v1 protocol says, one message after the other. */
export class KernelSocket {
  readonly #socket: WebSocket;
  readonly #heard: Heard[] = [];
  #wake: () => void = () => undefined;
  #closed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { parts } = decodeV1(Buffer.from(data as ArrayBuffer));
      const [header, parent, , content] = parts.map(String);
      this.#heard.push({
        id: headerMember(header ?? '', 'msg_id') ?? '',
        type: headerMember(header ?? '', 'msg_type') ?? '',
        parent: headerMember(parent ?? '', 'msg_id') ?? '',
        content: JSON.parse(content ?? '{}'),
      });
      this.#wake();
    });
    socket.addEventListener('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  static async open(socket: WebSocket): Promise<KernelSocket> {
    socket.binaryType = 'arraybuffer';
    const opened = new KernelSocket(socket);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('close', () => reject(new Error('the WebSocket was refused')));
    });
    return opened;
  }

  send(frame: Buffer): void {
    this.#socket.send(new Uint8Array(frame));
  }

  /** Rejects when it was closed instead. */
  async next(): Promise<Heard> {
    for (;;) {
      const next = this.#heard.shift();
      if (next) return next;
      if (this.#closed) throw new Error('the WebSocket was closed');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Answers what came before and was not asked for; what comes while it closes is nobody's. */
  async close(): Promise<readonly Heard[]> {
    const heard = this.#heard.splice(0);
    const closed = new Promise((resolve) => this.#socket.addEventListener('close', resolve));
    this.#socket.close();
    if (!this.#closed) await closed;
    return heard;
  }
}
