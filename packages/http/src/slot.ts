import type { ServerResponse } from 'node:http';
import { type Accepted, HttpError, type Socket } from '@himalia/contracts/http';
import type { AnyChannelHandler } from './mount-channels.ts';
import type { AnyHandler } from './mount-operations.ts';

type Named<Handler> = Readonly<Record<string, Handler>>;

/** Handlers of one half of a contract, which can go and come back while the server runs; routes cannot. */
class Slot<Handler> {
  #handlers: Named<Handler>;
  #why: string | undefined;

  constructor(handlers: Named<Handler>) {
    this.#handlers = handlers;
  }

  get suspended(): boolean {
    return this.#why !== undefined;
  }

  suspend(why: string): void {
    this.#why = why;
  }

  resume(handlers: Named<Handler>): void {
    this.#handlers = handlers;
    this.#why = undefined;
  }

  protected get ids(): readonly string[] {
    return Object.keys(this.#handlers);
  }

  protected handler(id: string): Handler {
    const handler = this.#handlers[id];
    if (this.#why !== undefined || !handler) throw new HttpError(503, this.#why ?? 'Not served');
    return handler;
  }
}

/** Operations: knows which requests are not answered yet. */
export class OperationSlot extends Slot<AnyHandler> {
  readonly #open = new Set<ServerResponse>();

  /** Calls whatever handlers are there at the time. */
  get mounted(): Named<AnyHandler> {
    return Object.fromEntries(this.ids.map((id) => [id, (call) => this.handler(id)(call)]));
  }

  /** Counts a request until its answer is sent or its client is gone. */
  enter(response: ServerResponse): void {
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
  }

  /** Resolves when all requests that are open now are done, or after so many milliseconds: true if they are. */
  async drained(limit: number): Promise<boolean> {
    const open = [...this.#open];
    const closed = Promise.all(open.map((response) => new Promise((done) => response.once('close', done))));
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, limit);
    await Promise.race([closed, late]);
    clearTimeout(timer);
    return open.every((response) => !this.#open.has(response));
  }
}

/** Channels: knows the sockets that are open. */
export class ChannelSlot extends Slot<AnyChannelHandler> {
  readonly #sockets = new Set<Socket>();

  get mounted(): Named<AnyChannelHandler> {
    return Object.fromEntries(
      this.ids.map((id) => [id, async (opening) => this.#kept(await this.handler(id)(opening))]),
    );
  }

  override suspend(why: string): void {
    super.suspend(why);
    // 1012, service restart: Jupyter's clients try again later.
    for (const socket of this.#sockets) socket.close(1012, why.slice(0, 100));
  }

  #kept(accepted: Accepted): Accepted {
    return {
      ...accepted,
      open: (socket) => {
        if (this.suspended) return socket.close(1012);
        this.#sockets.add(socket);
        socket.onClose(() => this.#sockets.delete(socket));
        accepted.open(socket);
      },
    };
  }
}
