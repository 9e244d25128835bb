import type { ChannelClient } from '../clients/channel-client.ts';
import type { RequestChannel } from '../feed/channel.ts';

type Held = { readonly channel: RequestChannel; readonly parts: readonly Buffer[]; readonly client: ChannelClient };
const retryMs = 50;

/**
 * Holds requests back while the kernel is not ready, and while it takes none because too many wait already. Whose request is
 * held is read no further, so no more is kept than what was on its way.
 */
export class RequestGate {
  readonly #send: (channel: RequestChannel, parts: readonly Buffer[]) => boolean;
  #open = false;
  #held: Held[] = [];
  #retry: NodeJS.Timeout | undefined;

  constructor(send: (channel: RequestChannel, parts: readonly Buffer[]) => boolean) {
    this.#send = send;
  }

  send(client: ChannelClient, channel: RequestChannel, parts: readonly Buffer[]): void {
    if (this.#open && this.#held.length === 0 && this.#send(channel, parts)) return;
    this.#held.push({ channel, parts, client });
    client.pause();
    if (this.#open) this.#later();
  }

  open(): void {
    this.#open = true;
    this.#flush();
  }

  shut(): void {
    this.#open = false;
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  #later(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.#flush();
    }, retryMs);
    this.#retry.unref();
  }

  #flush(): void {
    const held = this.#held;
    const stuck = held.findIndex(({ channel, parts }) => !this.#send(channel, parts));
    this.#held = stuck < 0 ? [] : held.slice(stuck);
    const waiting = new Set(this.#held.map(({ client }) => client));
    for (const { client } of held) if (!waiting.has(client)) client.resume();
    if (stuck >= 0) this.#later();
  }
}
