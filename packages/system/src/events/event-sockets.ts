import type { Event } from '@himalia/contracts/events';
import type { Socket } from '@himalia/contracts/http';

/** Bytes that a subscriber may lag behind. */
const mostBehind = 1024 * 1024;

/** Sends each event to every open socket, as one text made once. A socket that does not read is cut off. */
export class EventSockets {
  readonly #sockets = new Set<Socket>();

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.onClose(() => this.#sockets.delete(socket));
    // Clients only listen here; jupyter_server closes too.
    socket.onMessage(() => socket.close(1003, 'Nothing is expected on this socket'));
  }

  send({ schema_id, data }: Event): void {
    if (this.#sockets.size === 0) return;
    const text = JSON.stringify({ schema_id, ...data });
    for (const socket of this.#sockets) {
      if (socket.bufferedAmount > mostBehind) socket.terminate();
      else socket.send(text);
    }
  }
}
