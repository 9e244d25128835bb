import { createInterface } from 'node:readline';

export type StopRequest = { readonly reason: string; readonly code: 0 | 1 };
export type StopOptions = {
  /** Ask before Ctrl-C on a terminal stops the server. */
  readonly confirm: boolean;
  readonly say: (text: string) => void;
};

const PATIENCE = 5_000;

/**
 * Waits until somebody wants the server to stop: a signal, a plugin, the process that started this one. On a terminal
 * Ctrl-C asks first, as Jupyter does: `y`, or Ctrl-C again within five seconds.
 */
export class StopRequests implements Disposable {
  readonly requested: Promise<StopRequest>;
  readonly #options: StopOptions;
  readonly #settle: (request: StopRequest) => void;
  readonly #listeners: readonly (readonly [string, () => void])[];
  #question: Disposable | undefined;

  constructor(options: StopOptions) {
    const { promise, resolve } = Promise.withResolvers<StopRequest>();
    this.requested = promise;
    this.#settle = resolve;
    this.#options = options;
    this.#listeners = [
      ['SIGINT', () => this.#interrupted()],
      ['SIGTERM', () => this.stop('SIGTERM')],
      ['SIGHUP', () => this.stop('the terminal was closed')],
      ['disconnect', () => this.stop('the process that started it is gone')],
    ];
    for (const [event, listener] of this.#listeners) process.on(event, listener);
    process.channel?.unref?.();
  }

  stop(reason: string, code: 0 | 1 = 0): void {
    this.#question?.[Symbol.dispose]();
    this.#settle({ reason, code });
  }

  #interrupted(): void {
    const asks = this.#options.confirm && process.stdin.isTTY && process.stdout.isTTY;
    if (!asks || this.#question) this.stop('SIGINT');
    else this.#question = this.#ask();
  }

  #ask(): Disposable {
    this.#options.say('Stop this server (y/[n])? Ctrl-C again stops it, too.');
    const lines = createInterface({ input: process.stdin });
    lines.once('line', (line) => (/^y/i.test(line.trim()) ? this.stop('SIGINT') : goOn()));
    const timer = setTimeout(() => goOn(), PATIENCE);
    const end = (): void => {
      clearTimeout(timer);
      lines.close();
      process.stdin.unref();
      this.#question = undefined;
    };
    const goOn = (): void => {
      end();
      this.#options.say('The server goes on.');
    };
    return { [Symbol.dispose]: end };
  }

  [Symbol.dispose](): void {
    this.#question?.[Symbol.dispose]();
    for (const [event, listener] of this.#listeners) process.off(event, listener);
  }
}
