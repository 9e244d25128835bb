import type { Socket } from '@himalia/contracts/http';
import type { ChannelMessage, KernelClient, KernelLine } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import { ProtocolError } from '@himalia/protocol';
import { delimiter, WireMessage } from '@himalia/protocol/message';
import { defaultLimits, Subscriptions } from '@himalia/protocol/zmtp';
import { topicOf } from './topic.ts';
import { ZwsConnection } from './zws-connection.ts';

type Join = (client: KernelClient) => KernelLine;

/** Largest message of a subscriber, which sends nothing but topics. */
export const subscriptionBytes: number = defaultLimits.commandBytes;
const unsigned = Buffer.alloc(0);

/** A SUB on a kernel's iopub: it gets what begins with one of its topics, from its first subscription on. */
export class Subscriber implements KernelClient {
  readonly #kernel: string;
  readonly #join: Join;
  readonly #connection: ZwsConnection;
  readonly #topics = new Subscriptions(defaultLimits.subscriptions);
  #line: KernelLine | undefined;

  constructor(kernel: string, join: Join, socket: Socket, log: Log) {
    this.#kernel = kernel;
    this.#join = join;
    const limits = { messageBytes: subscriptionBytes, messageParts: 1 };
    const listener = { greeted: () => undefined, message: (frames: readonly Buffer[]) => this.#subscribe(frames) };
    this.#connection = new ZwsConnection(socket, limits, listener, log);
    this.#connection.onClose(() => this.#line?.[Symbol.dispose]());
  }

  get pending(): number {
    return this.#connection.pending;
  }

  receive(messages: readonly ChannelMessage[], taken: () => void): void {
    const wanted = messages.flatMap((message) => {
      const frames = this.#wanted(message);
      return frames ? [frames] : [];
    });
    if (wanted.length === 0) taken();
    else this.#connection.sendAll(wanted, taken);
  }

  /** It asks nothing, so there is nothing to hold back. */
  pause(): void {}

  resume(): void {}

  end(): void {
    this.#connection.close();
  }

  /** The frames of a message it subscribed to. */
  #wanted({ channel, parts }: ChannelMessage): readonly Uint8Array[] | undefined {
    if (channel !== 'iopub') return undefined;
    const topic = Buffer.from(topicOf(this.#kernel, new WireMessage(parts.map(asBuffer))));
    return this.#topics.match(topic) ? [topic, delimiter, unsigned, ...parts] : undefined;
  }

  /** RFC 45, "Publish-Subscribe". */
  #subscribe([frame]: readonly Buffer[]): void {
    if (frame?.[0] === 1) this.#topics.add(frame.subarray(1));
    else if (frame?.[0] === 0) this.#topics.remove(frame.subarray(1));
    else throw new ProtocolError('bad_frame', 'A message on iopub that is no subscription.');
    this.#line ??= this.#join(this);
  }
}

function asBuffer(part: Uint8Array): Buffer {
  return Buffer.from(part.buffer, part.byteOffset, part.length);
}
