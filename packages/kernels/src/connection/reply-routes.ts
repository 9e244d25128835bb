import type { ChannelClient } from '../clients/channel-client.ts';
import { dropOldest } from '../drop-oldest.ts';

/** Requests whose replies may still come; more than JupyterLab sends for the largest notebooks run at once. */
const kept = 65_536;

/**
 * Who asked what: one DEALER carries the requests of all clients, so a reply finds its way by the request it names
 * as its parent.
 */
export class ReplyRoutes {
  readonly #byRequest = new Map<string, ChannelClient>();
  /** Ids of sessions as they stand in message headers; nearly always the WebSocket's own session id. */
  readonly #bySession = new Map<string, ChannelClient>();

  remember(messageId: string, session: string | undefined, client: ChannelClient): void {
    this.#byRequest.set(messageId, client);
    if (session !== undefined) this.#bySession.set(session, client);
    dropOldest(this.#byRequest, kept);
    dropOldest(this.#bySession, kept);
  }

  /** Entries stay after the reply: a request may have several (input requests, and some kernels' late replies). */
  find(messageId: string | undefined, session: string | undefined): ChannelClient | undefined {
    const asked = messageId === undefined ? undefined : this.#byRequest.get(messageId);
    return asked ?? (session === undefined ? undefined : this.#bySession.get(session));
  }

  forget(client: ChannelClient): void {
    for (const routes of [this.#byRequest, this.#bySession]) {
      for (const [key, its] of routes) if (its === client) routes.delete(key);
    }
  }
}
