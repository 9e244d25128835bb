import {
  buildMessage,
  createHeader,
  type JsonObject,
  parseMessage,
  ReplayGuard,
  Signer,
  type WireMessage,
} from '../message/index.ts';
import type { Frames } from '../zmtp/index.ts';
import type { KernelSockets } from './kernel-sockets.ts';

/** A request's routing ids and header, or nothing for what the kernel says of itself. */
type Parent = WireMessage | undefined;
type Draft = {
  readonly type: string;
  readonly content: JsonObject;
  readonly metadata?: JsonObject | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
};

/** Reads and writes the signed messages of a kernel's sockets. */
export class KernelWire {
  readonly sockets: KernelSockets;
  readonly #session: string;
  readonly #signer: Signer;
  readonly #replays = new ReplayGuard();

  constructor(sockets: KernelSockets, key: string, session: string) {
    this.sockets = sockets;
    this.#signer = new Signer(key);
    this.#session = session;
  }

  /** Throws a `ProtocolError` on what is not signed with the key. Undefined: a message that came before. */
  read(frames: Frames): WireMessage | undefined {
    const message = parseMessage(frames, this.#signer);
    return this.#replays.seen(message.signature) ? undefined : message;
  }

  publish(parent: Parent, draft: Draft, topic: Uint8Array = Buffer.from(draft.type)): void {
    this.sockets.iopub.send(this.#frames(parent, draft, [topic]));
  }

  status(parent: Parent, state: 'starting' | 'busy' | 'idle'): void {
    this.publish(parent, { type: 'status', content: { execution_state: state } });
  }

  /** To the client that sent the parent. False: it is not connected to this socket. */
  send(socket: 'shell' | 'control' | 'stdin', parent: WireMessage, draft: Draft): boolean {
    return this.sockets[socket].send(this.#frames(parent, draft, parent.identities));
  }

  #frames(parent: Parent, draft: Draft, identities: readonly Uint8Array[]): readonly Uint8Array[] {
    const { type, content, metadata, buffers } = draft;
    const header = createHeader(type, this.#session, 'kernel');
    return buildMessage(this.#signer, { header, parent: parent?.parts[0], metadata, content, buffers }, identities);
  }
}
