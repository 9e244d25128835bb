import { randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import {
  buildMessage,
  type ClientSocket,
  type ConnectionInfo,
  connect,
  createHeader,
  endpointOf,
  type Frames,
  type JsonObject,
  parseMessage,
  Signer,
  type WireMessage,
} from '@himalia/protocol';

export type Output = { readonly type: string; readonly content: JsonObject };
export type Ran = {
  readonly reply: JsonObject;
  /** Everything on iopub but status and input, in order. */
  readonly outputs: readonly Output[];
  /** All of stdout, all of stderr. */
  readonly stdout: string;
  readonly stderr: string;
  /** Text of the result, without colours. */
  readonly text: string | undefined;
  readonly messages: number;
};
type Waiting = { readonly done: (message: WireMessage) => void; readonly outputs: Output[]; idle: () => void };
type RunOptions = {
  readonly answer?: string;
  /** Called instead of an answer. */
  readonly onQuestion?: () => void;
  readonly content?: JsonObject;
  /** Called with every message on iopub. */
  readonly onOutput?: (output: Output) => void;
};

/** A Jupyter client over our own sockets, for tests. */
export class WireClient implements AsyncDisposable {
  readonly #session = randomUUID();
  readonly #signer: Signer;
  readonly #sockets: Readonly<Record<'shell' | 'control' | 'stdin' | 'iopub', ClientSocket>>;
  readonly #waiting = new Map<string, Waiting & { onOutput: ((output: Output) => void) | undefined }>();
  readonly welcomed: Promise<void>;
  #answer = '';
  #onQuestion: (() => void) | undefined;
  #welcome: () => void = () => undefined;

  constructor(connection: ConnectionInfo) {
    this.#signer = new Signer(connection.key);
    const identity = randomUUID();
    const open = (type: 'DEALER' | 'SUB', port: 'shell' | 'control' | 'stdin' | 'iopub'): ClientSocket =>
      connect(type, endpointOf(connection, port), { identity });
    this.#sockets = {
      shell: open('DEALER', 'shell'),
      control: open('DEALER', 'control'),
      stdin: open('DEALER', 'stdin'),
      iopub: open('SUB', 'iopub'),
    };
    this.welcomed = new Promise((resolve) => {
      this.#welcome = resolve;
    });
    const { shell, control, stdin, iopub } = this.#sockets;
    for (const socket of [shell, control]) {
      socket.onMessages((batch) => this.#each(batch, (message) => this.#waiting.get(message.parentId)?.done(message)));
    }
    iopub.onMessages((batch) => this.#each(batch, (message) => this.#published(message)));
    stdin.onMessages((batch) => this.#each(batch, (message) => this.#asked(message)));
  }

  /** Asks and waits for the reply and for idle. */
  async ask(type: string, content: JsonObject = {}, options: RunOptions = {}): Promise<Ran> {
    const header = createHeader(type, this.#session);
    const outputs: Output[] = [];
    const reply = Promise.withResolvers<WireMessage>();
    const idle = Promise.withResolvers<void>();
    this.#waiting.set(header.msg_id, { done: reply.resolve, outputs, idle: idle.resolve, onOutput: options.onOutput });
    this.#answer = options.answer ?? '';
    this.#onQuestion = options.onQuestion;
    const control = type === 'shutdown_request' || type === 'interrupt_request';
    this.#sockets[control ? 'control' : 'shell'].send(buildMessage(this.#signer, { header, content }));
    const message = await reply.promise;
    if (type !== 'shutdown_request') await idle.promise;
    return ran(message.content(), outputs);
  }

  run(code: string, options: RunOptions = {}): Promise<Ran> {
    const content = { code, silent: false, store_history: true, user_expressions: {}, stop_on_error: false };
    return this.ask(
      'execute_request',
      { ...content, allow_stdin: options.answer !== undefined, ...options.content },
      options,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.#sockets).map((socket) => socket.close(0)));
  }

  #each(batch: readonly Frames[], take: (message: WireMessage) => void): void {
    for (const frames of batch) take(parseMessage(frames, this.#signer));
  }

  #published(message: WireMessage): void {
    if (message.type === 'iopub_welcome') this.#welcome();
    const waiting = this.#waiting.get(message.parentId);
    if (!waiting) return;
    const content = message.content();
    waiting.onOutput?.({ type: message.type, content });
    if (message.type === 'execute_input') return;
    if (message.type !== 'status') waiting.outputs.push({ type: message.type, content });
    else if (content.execution_state === 'idle') waiting.idle();
  }

  #asked(message: WireMessage): void {
    if (this.#onQuestion) {
      this.#onQuestion();
      return;
    }
    const header = createHeader('input_reply', this.#session);
    const content = { status: 'ok', value: this.#answer };
    this.#sockets.stdin.send(buildMessage(this.#signer, { header, parent: message.header(), content }));
  }
}

function ran(reply: JsonObject, outputs: readonly Output[]): Ran {
  const streams = (name: string): string =>
    outputs.flatMap(({ type, content }) => (type === 'stream' && content.name === name ? [content.text] : [])).join('');
  const result = outputs.find(({ type }) => type === 'execute_result')?.content.data as JsonObject | undefined;
  const text = result?.['text/plain'];
  return {
    reply,
    outputs,
    stdout: streams('stdout'),
    stderr: streams('stderr'),
    text: typeof text === 'string' ? plain(text) : undefined,
    messages: outputs.length,
  };
}

/** Without colours. */
export function plain(text: string): string {
  return stripVTControlCharacters(text);
}
