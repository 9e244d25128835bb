import type { JsonObject, WireMessage } from '@himalia/protocol/message';
import { type KernelLine, newMessage } from './kernel-line.ts';

export type TerminalOptions = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Asks the person what a kernel wants to know (`input()`). */
  readonly ask: (question: string) => Promise<string>;
};
type Running = {
  readonly id: string;
  readonly done: (ok: boolean) => void;
  answered: boolean | undefined;
  idle: boolean;
};
type Content = Readonly<Record<string, unknown>>;

/** States of a kernel whose process is gone, or is another one now. */
const over = new Set(['starting', 'restarting', 'dead']);

/** Runs code in a kernel, one cell after the other, and shows what comes of it as text. */
export class Terminal {
  readonly #options: TerminalOptions;
  #line: KernelLine | undefined;
  #running: Running | undefined;

  constructor(options: TerminalOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  use(line: KernelLine): void {
    this.#line = line;
  }

  /** Resolves when the cell is done: true when it ended without an error. */
  run(code: string): Promise<boolean> {
    const { parts, id } = newMessage('execute_request', {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: true,
      stop_on_error: false,
    });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#running = { id, done: resolve, answered: undefined, idle: false };
    this.#line?.send('shell', parts);
    return promise;
  }

  /** Shows a message where it belongs to the cell that runs. */
  hear(message: WireMessage): void {
    const content = message.content() as Content;
    // Whoever computed it is gone; why stands in the cell already.
    if (message.type === 'status' && over.has(String(content.execution_state))) {
      this.#settle({ answered: false, idle: true });
      return;
    }
    if (message.parentId !== this.#running?.id) return;
    if (message.type === 'execute_reply') this.#settle({ answered: content.status === 'ok' });
    else if (message.type === 'status' && content.execution_state === 'idle') this.#settle({ idle: true });
    else if (message.type === 'input_request') void this.#answer(message, content);
    else this.#show(message.type, content);
  }

  #show(type: string, content: Content): void {
    const { out, err } = this.#options;
    if (type === 'stream') (content.name === 'stderr' ? err : out)(String(content.text));
    else if (type === 'error') err(`${(content.traceback as readonly string[]).join('\n')}\n`);
    else if (type === 'execute_result' || type === 'display_data') out(`${textOf(content.data as Content)}\n`);
  }

  async #answer(request: WireMessage, { prompt }: Content): Promise<void> {
    // Where nobody is there to answer, the kernel must not wait for ever.
    const value = await this.#options.ask(String(prompt)).catch(() => '');
    const header = JSON.parse(request.parts[0]?.toString() ?? '{}') as JsonObject;
    this.#line?.send('stdin', newMessage('input_reply', { value, status: 'ok' }, header).parts);
  }

  #settle(news: Partial<Pick<Running, 'answered' | 'idle'>>): void {
    const running = this.#running;
    if (!running) return;
    Object.assign(running, news);
    if (running.answered === undefined || !running.idle) return;
    this.#running = undefined;
    running.done(running.answered);
  }
}

function textOf(data: Content): string {
  const text = data['text/plain'];
  if (typeof text === 'string') return text;
  return Array.isArray(text) ? text.join('') : `[${Object.keys(data).join(', ')}]`;
}
