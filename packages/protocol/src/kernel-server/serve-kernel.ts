import { randomUUID } from 'node:crypto';
import type { ConnectionInfo } from '../connection/index.ts';
import type { JsonObject, WireMessage } from '../message/index.ts';
import type { Frames } from '../zmtp/index.ts';
import { CellRunner } from './cell-runner.ts';
import type { CommMessage, KernelImplementation, KernelServer } from './kernel-implementation.ts';
import { bindKernelSockets } from './kernel-sockets.ts';
import { KernelWire } from './kernel-wire.ts';
import { RequestContext } from './request-context.ts';
import { ShellQueue } from './shell-queue.ts';
import { type Answer, answersOf } from './shell-requests.ts';

export type ServeOptions = {
  /** Hears of messages that were dropped and why: not signed, malformed, of an unknown type. */
  readonly onDropped?: (reason: string) => void;
};

/**
 * Binds the five sockets of a connection file (ports of 0 are chosen) and answers them in the kernel's name. Rejects with
 * node's error when an address is in use.
 */
export async function serveKernel(
  connection: ConnectionInfo,
  kernel: KernelImplementation,
  options: ServeOptions = {},
): Promise<KernelServer> {
  const wire = new KernelWire(await bindKernelSockets(connection), connection.key, randomUUID());
  return new ServedKernel(wire, kernel, options.onDropped ?? (() => undefined));
}

class ServedKernel implements KernelServer {
  readonly closed: Promise<{ readonly restart: boolean }>;
  readonly #wire: KernelWire;
  readonly #kernel: KernelImplementation;
  readonly #dropped: (reason: string) => void;
  readonly #answers: ReadonlyMap<string, Answer>;
  readonly #cells: CellRunner;
  readonly #queue: ShellQueue;
  readonly #stopped = new AbortController();
  readonly #finish: (how: { readonly restart: boolean }) => void;
  #closing: Promise<void> | undefined;
  #heard = false;

  constructor(wire: KernelWire, kernel: KernelImplementation, dropped: (reason: string) => void) {
    this.#wire = wire;
    this.#kernel = kernel;
    this.#dropped = dropped;
    this.#answers = answersOf(kernel);
    this.#cells = new CellRunner(kernel, wire);
    this.#queue = new ShellQueue({ run: (request) => this.#shell(request), abort: (request) => this.#abort(request) });
    const { promise, resolve } = Promise.withResolvers<{ readonly restart: boolean }>();
    this.closed = promise;
    this.#finish = resolve;
    this.#listen();
  }

  get ports(): KernelServer['ports'] {
    const { shell, iopub, stdin, control, hb } = this.#wire.sockets;
    return { shell: shell.port, iopub: iopub.port, stdin: stdin.port, control: control.port, hb: hb.port };
  }

  async interrupt(): Promise<void> {
    this.#cells.abort('The kernel was interrupted.');
    await this.#kernel.interrupt?.();
  }

  async close(): Promise<void> {
    await this.#close(false);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #listen(): void {
    const { shell, control, stdin, iopub, hb } = this.#wire.sockets;
    hb.onMessages((batch) => {
      for (const frames of batch) hb.send(frames);
    });
    shell.onMessages((batch) => this.#read(batch, (request) => this.#queue.add(request)));
    control.onMessages((batch) => this.#read(batch, (request) => void this.#control(request)));
    stdin.onMessages((batch) =>
      this.#read(batch, (message) => {
        if (message.type === 'input_reply') this.#cells.desk.reply(message);
      }),
    );
    iopub.onSubscribe((topic) => {
      // JEP 65: a subscriber knows from here on that it misses nothing.
      const content = { subscription: topic.toString() };
      this.#wire.publish(undefined, { type: 'iopub_welcome', content }, topic);
      if (!this.#heard) this.#wire.status(undefined, 'starting');
      if (!this.#heard) this.#wire.status(undefined, 'idle');
      this.#heard = true;
    });
  }

  #read(batch: readonly Frames[], take: (message: WireMessage) => void): void {
    for (const frames of batch) {
      try {
        const message = this.#wire.read(frames);
        if (message !== undefined) take(message);
      } catch (error) {
        this.#dropped(error instanceof Error ? error.message : String(error));
      }
    }
  }

  async #shell(request: WireMessage): Promise<void> {
    await this.#handle('shell', request, async () => {
      if (request.type !== 'execute_request') return await this.#answer(request);
      const { content, stop } = await this.#cells.run(request, this.#stopped.signal);
      if (stop) await this.#queue.condemnCells();
      return content;
    });
  }

  async #control(request: WireMessage): Promise<void> {
    let restart: boolean | undefined;
    await this.#handle('control', request, async () => {
      if (request.type === 'interrupt_request') await this.interrupt();
      else if (request.type === 'shutdown_request') restart = request.content().restart === true;
      else return await this.#answer(request);
      return restart === undefined ? { status: 'ok' } : { status: 'ok', restart };
    });
    if (restart !== undefined) await this.#close(restart);
  }

  /** Busy, the reply, idle: always, whatever the handler does. */
  async #handle(
    socket: 'shell' | 'control',
    request: WireMessage,
    handler: () => Promise<JsonObject | undefined>,
  ): Promise<void> {
    this.#wire.status(request, 'busy');
    const content = await handler().catch(failure);
    try {
      if (content !== undefined) this.#reply(socket, request, content);
    } catch (error) {
      // JSON cannot say what the kernel answered.
      this.#reply(socket, request, failure(error));
    }
    this.#wire.status(request, 'idle');
  }

  /** A comm message has no reply. */
  #reply(socket: 'shell' | 'control', request: WireMessage, content: JsonObject): void {
    if (!request.type.endsWith('_request')) return;
    const draft = { type: request.type.replace(/_request$/, '_reply'), content };
    this.#wire.send(socket, request, draft);
    // Every client shall know (jupyter_client, "Kernel shutdown").
    if (request.type === 'shutdown_request') this.#wire.publish(request, draft);
  }

  async #answer(request: WireMessage): Promise<JsonObject | undefined> {
    const context = new RequestContext(this.#wire, request, this.#stopped.signal);
    try {
      if (request.type === 'history_request') return this.#cells.history.answer(request.content());
      if (request.type.startsWith('comm_') && !request.type.endsWith('_request')) {
        return await this.#comm(request, context);
      }
      const answer = this.#answers.get(request.type);
      if (answer !== undefined) return await answer(request.content(), context);
      this.#dropped(`A message of the unknown type ${JSON.stringify(request.type.slice(0, 60))}.`);
      return failure(new Error('This kernel does not know this request.'));
    } finally {
      context.flush();
    }
  }

  async #comm(request: WireMessage, context: RequestContext): Promise<undefined> {
    const { comm_id: id, target_name: target, data } = request.content();
    await this.#kernel.comm?.(
      {
        type: request.type as CommMessage['type'],
        id: String(id ?? ''),
        target: String(target ?? ''),
        data: typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as JsonObject) : {},
        metadata: request.metadata(),
        buffers: request.buffers,
      },
      context,
    );
  }

  #abort(request: WireMessage): void {
    this.#wire.status(request, 'busy');
    this.#reply('shell', request, this.#cells.aborted());
    this.#wire.status(request, 'idle');
  }

  #close(restart: boolean): Promise<void> {
    this.#closing ??= this.#shut(restart);
    return this.#closing;
  }

  async #shut(restart: boolean): Promise<void> {
    this.#queue.stop();
    this.#cells.abort('The kernel is shutting down.');
    this.#stopped.abort(new Error('The kernel is shutting down.'));
    try {
      await this.#kernel.shutdown?.(restart);
    } catch (error) {
      this.#dropped(`The kernel failed to shut down: ${error instanceof Error ? error.message : String(error)}`);
    }
    await Promise.all(Object.values(this.#wire.sockets).map((socket) => socket.close()));
    this.#finish({ restart });
  }
}

function failure(error: unknown): JsonObject {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { status: 'error', ename: name, evalue: message, traceback: [] };
}
