import type { Socket } from '@himalia/contracts/http';
import type { Session } from '@himalia/contracts/lsp';
import type { Log } from '@himalia/core';
import { type LanguageServer, shownSpec } from './language-server.ts';
import { longestMessage, ServerProcess } from './server-process.ts';
import type { VirtualDocuments } from './virtual-documents.ts';

export type SessionSetup = {
  readonly folder: string;
  readonly environment: (asked: Readonly<Record<string, string>> | undefined) => NodeJS.ProcessEnv;
  /** Where documents are written for servers that want them on disk. */
  readonly documents: VirtualDocuments | undefined;
  readonly log: Log;
};

/** RFC 6455, section 7.4.1. */
const unsupportedData = 1003;
const invalidData = 1007;

/** One language server and the WebSockets that talk to it. SPEC.md. */
export class LanguageSession {
  readonly #server: LanguageServer;
  readonly #argv: readonly string[];
  readonly #setup: SessionSetup;
  readonly #sockets = new Set<Socket>();
  /** Messages go on in order, also while documents are written. */
  #turn: Promise<void> = Promise.resolve();
  #process: ServerProcess | undefined;
  #status: Session['status'] = 'not_started';
  #fromServer: Date | undefined;
  #fromClients: Date | undefined;

  constructor(server: LanguageServer, argv: readonly string[], setup: SessionSetup) {
    this.#server = server;
    this.#argv = argv;
    this.#setup = setup;
  }

  get model(): Session {
    return {
      handler_count: this.#sockets.size,
      status: this.#status,
      last_server_message_at: this.#fromServer?.toISOString() ?? null,
      last_handler_message_at: this.#fromClients?.toISOString() ?? null,
      spec: shownSpec(this.#server),
    };
  }

  attach(socket: Socket): void {
    this.#sockets.add(socket);
    if (!this.#process) this.#start();
    socket.onMessage((data) => this.#heard(socket, data));
    socket.onClose(() => void this.#left(socket));
  }

  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (!process) return;
    this.#status = 'stopping';
    await process.stop();
    if (!this.#process) this.#status = 'stopped';
  }

  #start(): void {
    this.#status = 'starting';
    const { folder, environment } = this.#setup;
    const process = new ServerProcess(
      this.#argv,
      { cwd: folder, env: environment(this.#server.env) },
      {
        message: (text) => this.#publish(text),
        drained: () => this.#each((socket) => socket.resume()),
        ended: (reason) => process === this.#process && this.#ended(reason),
      },
    );
    this.#process = process;
    this.#status = 'started';
  }

  #heard(socket: Socket, data: string | Buffer): void {
    const message = typeof data === 'string' ? objectIn(data) : undefined;
    if (typeof data !== 'string') socket.close(unsupportedData, 'Messages are text');
    else if (!message) socket.close(invalidData, 'Not a message of JSON-RPC');
    else this.#pass(message, data);
  }

  #pass(message: Readonly<Record<string, unknown>>, text: string): void {
    this.#fromClients = new Date();
    const { documents, log } = this.#setup;
    const process = this.#process;
    this.#turn = this.#turn
      .then(() => (this.#server.requires_documents_on_disk === false ? undefined : documents?.follow(message)))
      .catch((error: Error) => log.warn('a document for a language server was not written', { problem: error.message }))
      .then(() => {
        if (process?.send(text) === false) this.#each((each) => each.pause());
      });
  }

  #publish(text: string): void {
    this.#fromServer = new Date();
    this.#each((socket) => {
      if (socket.bufferedAmount > longestMessage) socket.terminate();
      else socket.send(text);
    });
  }

  #ended(reason: string): void {
    this.#process = undefined;
    this.#status = 'stopped';
    this.#setup.log.warn('a language server ended', { server: this.#server.key, reason });
    this.#each((socket) => socket.close());
  }

  async #left(socket: Socket): Promise<void> {
    this.#sockets.delete(socket);
    if (this.#sockets.size === 0) await this.stop();
  }

  #each(act: (socket: Socket) => void): void {
    for (const socket of [...this.#sockets]) if (!socket.closed) act(socket);
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
