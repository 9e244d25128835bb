import type { ChannelMessage, KernelClient, KernelLine } from '@himalia/contracts/kernels';
import { delimiter, parseMessage, Signer } from '@himalia/protocol/message';
import type { RequestChannel } from '../feed/channel.ts';
import type { ZwsConnection } from './zws-connection.ts';

const unsigned = Buffer.alloc(0);
/** Clients do not know the kernel's key: what they sign with is not looked at. */
const anySigner = new Signer('');

/** The DEALERs of one routing id at a kernel, one for each channel: one client, so that a cell's input request finds back. */
export class Dealer implements KernelClient {
  readonly #connections = new Map<RequestChannel, ZwsConnection>();
  readonly #line: KernelLine;
  #paused = false;

  constructor(join: (client: KernelClient) => KernelLine) {
    this.#line = join(this);
  }

  get pending(): number {
    return [...this.#connections.values()].reduce((sum, connection) => sum + connection.pending, 0);
  }

  /** An earlier connection of this channel is closed. */
  attach(channel: RequestChannel, connection: ZwsConnection): void {
    const before = this.#connections.get(channel);
    this.#connections.set(channel, connection);
    before?.close();
    if (this.#paused) connection.pause();
  }

  /** Answers whether no connection is left; then it has left the kernel. */
  detach(channel: RequestChannel, connection: ZwsConnection): boolean {
    if (this.#connections.get(channel) === connection) this.#connections.delete(channel);
    if (this.#connections.size > 0) return false;
    this.#line[Symbol.dispose]();
    return true;
  }

  /** Throws a `ProtocolError` for what is no Jupyter message. */
  request(channel: RequestChannel, frames: readonly Buffer[]): void {
    this.#line.request({ channel, parts: parseMessage(frames, anySigner).parts });
  }

  receive(messages: readonly ChannelMessage[], taken: () => void): void {
    let open = 1;
    const sent = (): void => {
      open--;
      if (open === 0) taken();
    };
    for (const { channel, parts } of messages) {
      const connection = channel === 'iopub' ? undefined : this.#connections.get(channel);
      if (!connection) continue;
      open++;
      connection.send([delimiter, unsigned, ...parts], sent);
    }
    sent();
  }

  pause(): void {
    this.#paused = true;
    for (const connection of this.#connections.values()) connection.pause();
  }

  resume(): void {
    this.#paused = false;
    for (const connection of this.#connections.values()) connection.resume();
  }

  end(): void {
    for (const connection of this.#connections.values()) connection.close();
  }
}
