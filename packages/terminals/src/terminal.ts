import type { Socket } from '@himalia/contracts/http';
import type { IPty } from '@lydell/node-pty';
import { endProcess } from './end-process.ts';
import { readFrame, writeFrame } from './frames.ts';
import { OutputBatch } from './output-batch.ts';
import { OutputHold } from './output-hold.ts';
import { Scrollback } from './scrollback.ts';
import { smallestSize } from './smallest-size.ts';
import { TerminalClient } from './terminal-client.ts';
import { TerminalInput } from './terminal-input.ts';

export type TerminalOptions = {
  readonly scrollbackBytes: number;
  /** Milliseconds that readers who all read nothing may hold the shell back. */
  readonly patience?: number;
};

/** A shell in a pseudo terminal, and the clients that share it. */
export class Terminal {
  readonly name: string;
  /** Resolves when the shell has ended and the clients were told. */
  readonly ended: Promise<void>;
  readonly #pty: IPty;
  readonly #scrollback: Scrollback;
  readonly #clients = new Set<TerminalClient>();
  readonly #batch = new OutputBatch((text) => this.#send(text));
  readonly #hold: OutputHold;
  readonly #input: TerminalInput;
  #lastActivity = new Date();
  #active = performance.now();
  #ending: Promise<boolean> | undefined;

  constructor(name: string, pty: IPty, { scrollbackBytes, patience = 10_000 }: TerminalOptions) {
    this.name = name;
    this.#pty = pty;
    this.#scrollback = new Scrollback(scrollbackBytes);
    this.#hold = new OutputHold(pty, this.#clients, patience);
    this.#input = new TerminalInput(pty);
    pty.onData((text) => {
      this.#isActive();
      this.#scrollback.add(text);
      this.#batch.add(text);
    });
    this.ended = new Promise((resolve) => {
      pty.onExit(() => {
        this.#close();
        resolve();
      });
    });
  }

  /** Of the last input or output. */
  get lastActivity(): Date {
    return this.#lastActivity;
  }

  /** Milliseconds since then, by the clock that nobody sets. */
  get idleMs(): number {
    return performance.now() - this.#active;
  }

  /** Adds a client, which first gets what was written before. */
  attach(socket: Socket): void {
    this.#batch.flush();
    const client = new TerminalClient(socket, this.#scrollback, () => this.#hold.update());
    this.#clients.add(client);
    socket.onMessage((data) => this.#receive(client, data));
    socket.onClose(() => {
      this.#clients.delete(client);
      this.#hold.update();
      this.#fit();
    });
    this.#hold.update();
  }

  /** Ends the shell; false when nothing helps. */
  end(): Promise<boolean> {
    this.#ending ??= endProcess(this.#pty, this.ended);
    return this.#ending;
  }

  #isActive(): void {
    this.#lastActivity = new Date();
    this.#active = performance.now();
  }

  #receive(client: TerminalClient, data: string | Buffer): void {
    const frame = readFrame(data);
    if (!frame) return;
    this.#isActive();
    if (frame.kind === 'stdin') this.#input.write(frame.text, client.socket);
    else {
      client.size = frame.size;
      this.#fit();
    }
  }

  #send(text: string): void {
    if (this.#clients.size === 0) return;
    const frame = writeFrame(['stdout', text]);
    for (const client of this.#clients) client.output(frame);
    this.#hold.update();
  }

  #fit(): void {
    const size = smallestSize([...this.#clients].map((client) => client.size));
    if (!size || (size.rows === this.#pty.rows && size.columns === this.#pty.cols)) return;
    try {
      this.#pty.resize(size.columns, size.rows);
    } catch {
      // The shell has just ended.
    }
  }

  #close(): void {
    this.#batch.flush();
    this.#hold.release();
    this.#input.end();
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }
}
