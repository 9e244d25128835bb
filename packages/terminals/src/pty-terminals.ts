import { type CreateTerminal, type TerminalModel, type Terminals, TerminalsError } from '@himalia/contracts/terminals';
import type { Log } from '@himalia/core';
import { isoTime } from './iso-time.ts';
import { startPty } from './start-pty.ts';
import { Terminal } from './terminal.ts';

export type PtyTerminalsOptions = {
  readonly available: boolean;
  /** The shell and its arguments. */
  readonly command: readonly string[];
  /** The absolute folder for one that a client asked for. */
  readonly folder: (asked: string | undefined) => string;
  readonly environment: () => Readonly<Record<string, string>>;
  readonly scrollbackBytes: number;
  readonly maxTerminals: number;
  readonly log: Log;
};

/** Terminals as processes of this machine, in pseudo terminals. */
export class PtyTerminals implements Terminals, AsyncDisposable {
  readonly #options: PtyTerminalsOptions;
  readonly #running = new Map<string, Terminal>();
  #stopped = false;

  constructor(options: PtyTerminalsOptions) {
    this.#options = options;
  }

  get available(): boolean {
    return this.#options.available;
  }

  /** Throws `TerminalsError` where terminals are turned off. */
  mustBeAvailable(): void {
    if (!this.available) throw new TerminalsError('off', 'Terminals are turned off');
  }

  list(): readonly TerminalModel[] {
    return this.running().map(model);
  }

  running(): readonly Terminal[] {
    return [...this.#running.values()];
  }

  get(name: string): TerminalModel | undefined {
    const terminal = this.#running.get(name);
    return terminal && model(terminal);
  }

  /** Throws `TerminalsError` when it does not run. */
  terminal(name: string): Terminal {
    const terminal = this.#running.get(name);
    if (!terminal) throw new TerminalsError('not_found', `Terminal not found: ${name}`);
    return terminal;
  }

  async create({ name, cwd }: CreateTerminal): Promise<TerminalModel> {
    this.mustBeAvailable();
    const { maxTerminals, scrollbackBytes, command, log } = this.#options;
    const running = name === undefined ? undefined : this.#running.get(name);
    if (running) return model(running);
    if (this.#stopped) throw new TerminalsError('failed', 'The server is stopping');
    if (this.#running.size >= maxTerminals)
      throw new TerminalsError('too_many', `${maxTerminals} terminals are running; delete one first`);
    const pty = startPty(command, this.#options.folder(cwd), this.#options.environment());
    const terminal = new Terminal(name ?? this.#freeName(), pty, { scrollbackBytes });
    this.#running.set(terminal.name, terminal);
    void terminal.ended.then(() => {
      this.#running.delete(terminal.name);
      log.info('terminal ended', { terminal: terminal.name });
    });
    log.info('terminal started', { terminal: terminal.name, pid: pty.pid });
    return model(terminal);
  }

  async delete(name: string): Promise<void> {
    const terminal = this.terminal(name);
    if (!(await terminal.end())) throw new TerminalsError('failed', `Terminal ${name} does not end`);
  }

  /** Ends all terminals. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    const terminals = [...this.#running.values()];
    const ended = await Promise.all(terminals.map((terminal) => terminal.end()));
    const left = terminals.filter((_, index) => !ended[index]).map(({ name }) => name);
    if (left.length) this.#options.log.warn('terminals did not end', { terminals: left });
  }

  #freeName(): string {
    let number = 1;
    while (this.#running.has(String(number))) number++;
    return String(number);
  }
}

function model({ name, lastActivity }: Terminal): TerminalModel {
  return { name, last_activity: isoTime(lastActivity) };
}
