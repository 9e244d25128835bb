import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { clientCurve, endpointOf } from '@himalia/protocol/connection';
import { type ClientSocket, connect } from '@himalia/protocol/zmtp';

const beat = [Buffer.from('beat')];
/** Beats that may stay without an answer before the kernel counts as silent. */
const patience = 3;

/**
 * Sends what a kernel must send back (jupyter_client, "Heartbeat for kernels"), one beat at a time. A kernel answers from a
 * thread of its own also while it computes, so silence means that its process is stopped or stuck.
 */
export class Heartbeat {
  readonly #socket: ClientSocket;
  readonly #timer: NodeJS.Timeout;
  #unanswered = 0;

  constructor(connection: ConnectionInfo, intervalMs: number) {
    this.#socket = connect('REQ', endpointOf(connection, 'hb'), { curve: clientCurve(connection) });
    this.#socket.onMessages(() => {
      this.#unanswered = 0;
    });
    this.#timer = setInterval(() => this.#beat(), intervalMs).unref();
  }

  get silent(): boolean {
    return this.#unanswered > patience;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#socket.close(0);
  }

  #beat(): void {
    if (this.#unanswered === 0) this.#socket.send(beat);
    this.#unanswered++;
  }
}
