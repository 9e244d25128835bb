/** @import { Socket } from '@himalia/contracts/http' */
/** @import { Usage } from './usage.js' */

const mostBuffered = 64 * 1024;

/** Tells every open socket at an interval; looks only while there is one. */
export class LiveUsage {
  /** @type {Set<Socket>} */
  #sockets = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #usage;
  #milliseconds;

  /** @param {Usage} usage @param {number} milliseconds */
  constructor(usage, milliseconds) {
    this.#usage = usage;
    this.#milliseconds = milliseconds;
  }

  /** @param {Socket} socket */
  add(socket) {
    this.#sockets.add(socket);
    socket.onClose(() => this.#remove(socket));
    socket.send(JSON.stringify(this.#usage.look()));
    this.#timer ??= setInterval(() => this.#tell(), this.#milliseconds);
  }

  [Symbol.dispose]() {
    clearInterval(this.#timer);
  }

  #tell() {
    const text = JSON.stringify(this.#usage.look());
    for (const socket of this.#sockets) if (socket.bufferedAmount < mostBuffered) socket.send(text);
  }

  /** @param {Socket} socket */
  #remove(socket) {
    this.#sockets.delete(socket);
    if (this.#sockets.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
