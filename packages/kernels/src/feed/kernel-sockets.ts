import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { ProtocolError } from '@himalia/protocol';
import { clientCurve, endpointOf } from '@himalia/protocol/connection';
import { Signer, signedFrames, verifiedParts } from '@himalia/protocol/message';
import { type ClientSocket, connect, type Frames } from '@himalia/protocol/zmtp';
import { type Channel, type RequestChannel, requestChannels } from './channel.ts';
import type { FeedState } from './kernel-feed.ts';

/** Header, parent header, metadata, content, then buffers. */
type Parts = readonly Buffer[];

type SocketListener = {
  /** The parts of the messages of one read (see `WireMessage`), in order, signatures checked. They are of no more use afterwards. */
  messages(channel: Channel, messages: readonly Parts[]): void;
  state(state: FeedState): void;
};

/**
 * The ZMTP sockets to one kernel: DEALER for shell, control and stdin, with one routing id so that `input_request` finds
 * back (jupyter_client, "Messages on the stdin ROUTER/DEALER channel"), and the only SUB that a kernel needs.
 */
export class KernelSockets {
  readonly #listener: SocketListener;
  readonly #signer: Signer;
  readonly #requests: Readonly<Record<RequestChannel, ClientSocket>>;
  readonly #iopub: ClientSocket;

  /** `identity`: the routing id, by which a kernel finds who asked it. */
  constructor(connection: ConnectionInfo, identity: string, listener: SocketListener) {
    this.#listener = listener;
    this.#signer = new Signer(connection.key);
    const options = { curve: clientCurve(connection), transient: true };
    const dealer = (channel: RequestChannel) =>
      connect('DEALER', endpointOf(connection, channel), { ...options, identity });
    this.#requests = { shell: dealer('shell'), control: dealer('control'), stdin: dealer('stdin') };
    this.#iopub = connect('SUB', endpointOf(connection, 'iopub'), options);
    for (const channel of requestChannels) this.#listen(channel, this.#requests[channel]);
    this.#listen('iopub', this.#iopub);
    for (const socket of [this.#requests.shell, this.#iopub]) socket.onState(() => this.#checkConnected());
  }

  get connected(): boolean {
    return this.#requests.shell.state === 'connected' && this.#iopub.state === 'connected';
  }

  /** False: too much waits already, or it is closed. */
  send(channel: RequestChannel, parts: readonly Uint8Array[]): boolean {
    return this.#requests[channel].send(signedFrames(this.#signer, parts));
  }

  async close(): Promise<void> {
    await Promise.all([...Object.values(this.#requests), this.#iopub].map((socket) => socket.close(0)));
  }

  #listen(channel: Channel, socket: ClientSocket): void {
    socket.onState((_, reason) => {
      if (reason instanceof ProtocolError) this.#listener.state({ type: 'lost', channel, problem: reason.message });
    });
    socket.onMessages((batch) => {
      const messages: Parts[] = [];
      for (const frames of batch) this.#parse(channel, frames, messages);
      if (messages.length > 0) this.#listener.messages(channel, messages);
    });
  }

  #parse(channel: Channel, frames: Frames, messages: Parts[]): void {
    try {
      messages.push(verifiedParts(frames, this.#signer));
    } catch (error) {
      this.#listener.state({ type: 'bad', channel, problem: (error as Error).message });
    }
  }

  #checkConnected(): void {
    if (this.connected) this.#listener.state({ type: 'connected' });
  }
}
