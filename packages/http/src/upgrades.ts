import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Accepted } from '@himalia/contracts/http';
import type { Log } from '@himalia/core';
import type { FastifyInstance } from 'fastify';
import type { WebSocket, WebSocketServer } from 'ws';
import { OpenSocket } from './web-socket.ts';

type Pending = { readonly socket: Duplex; readonly head: Buffer };
const defaultMaxMessage = 64 * 1024 * 1024;

/** Upgrade requests pass the router as any other, so that the gate answers before a socket exists. */
export class Upgrades {
  readonly #pending = new WeakMap<IncomingMessage, Pending>();
  readonly #acceptors = new Map<number, WebSocketServer>();
  readonly #alive = new Map<WebSocket, number>();
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;

  constructor(log: Log, pingSeconds: number) {
    this.#log = log;
    this.#timer = setInterval(() => this.#ping(pingSeconds * 3000), pingSeconds * 1000).unref();
  }

  attach(server: Server, fastify: FastifyInstance): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      this.#pending.set(request, { socket, head });
      const response = new ServerResponse(request);
      response.assignSocket(socket as never);
      response.on('finish', () => socket.end());
      fastify.routing(request, response);
    });
  }

  isUpgrade(request: IncomingMessage): boolean {
    return this.#pending.has(request);
  }

  /** Completes the handshake and hands the open socket over. */
  async accept(request: IncomingMessage, { protocol, maxMessage = defaultMaxMessage, open }: Accepted): Promise<void> {
    const pending = this.#pending.get(request);
    if (!pending) return;
    // What was chosen is all that `ws` is to see: it refuses offers that are no tokens, such as ZeroMQ's `ZWS2.0/NULL`.
    delete request.headers['sec-websocket-protocol'];
    if (protocol !== undefined) request.headers['sec-websocket-protocol'] = protocol;
    const acceptor = await this.#acceptor(maxMessage);
    acceptor.handleUpgrade(request, pending.socket, pending.head, (socket) => {
      (pending.socket as { setNoDelay?(on: boolean): void }).setNoDelay?.(true);
      this.#alive.set(socket, performance.now());
      socket.on('pong', () => this.#alive.set(socket, performance.now()));
      socket.on('close', () => this.#alive.delete(socket));
      socket.on('error', (error) => this.#log.debug('WebSocket closed', { error: error.message }));
      open(new OpenSocket(socket, pending.socket));
    });
  }

  /** Loads the library beforehand: the first socket need not wait for it. */
  async warm(): Promise<void> {
    await import('ws');
  }

  async #acceptor(maxPayload: number): Promise<WebSocketServer> {
    const { WebSocketServer } = await import('ws');
    let acceptor = this.#acceptors.get(maxPayload);
    if (!acceptor) {
      acceptor = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
      this.#acceptors.set(maxPayload, acceptor);
    }
    return acceptor;
  }

  /** Pings every client; one that has not answered for three rounds is gone. */
  #ping(limit: number): void {
    const now = performance.now();
    for (const [socket, seen] of this.#alive) {
      if (now - seen > limit) socket.terminate();
      else socket.ping();
    }
  }

  /** Says goodbye to every client; those that do not answer within a second are cut off. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const sockets = [...this.#alive.keys()];
    const gone = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of sockets) socket.close(1012, 'The server is restarting or stopping');
    await Promise.race([Promise.all(gone), new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
    for (const socket of sockets) socket.terminate();
  }
}
