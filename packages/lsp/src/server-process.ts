import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { LengthReader, withLength } from './content-length.ts';

/** Of one message, in bytes. */
export const longestMessage: number = 64 * 1024 * 1024;
/** A process that does not read is waited for beyond this. */
const waiting = 4 * 1024 * 1024;
const endMs = 3000;
const keptOutput = 4000;

export type ProcessListener = {
  message(text: string): void;
  /** It takes more, after `send` said that it is behind. */
  drained(): void;
  /** It ended, or could not begin; `reason` in words. */
  ended(reason: string): void;
};

/** A language server that talks over its standard streams. */
export class ServerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #reader = new LengthReader(longestMessage);
  readonly #listener: ProcessListener;
  #said = '';
  #over = false;

  constructor(argv: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }, listener: ProcessListener) {
    const [program = '', ...args] = argv;
    this.#listener = listener;
    this.#child = spawn(program, args, { ...options, stdio: 'pipe', windowsHide: true });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-keptOutput);
    });
    this.#child.stdin.on('drain', () => listener.drained());
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr])
      stream.on('error', () => undefined);
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('close', (code, signal) => this.#end(`it ended with ${signal ?? code}`));
  }

  /** False: it is behind, wait for `drained`. */
  send(message: string): boolean {
    if (this.#over) return true;
    this.#child.stdin.write(withLength(message));
    return this.#child.stdin.writableLength < waiting;
  }

  /** Asks it to end, then makes it. */
  async stop(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endMs);
    await closed;
    clearTimeout(timer);
  }

  #read(chunk: Buffer): void {
    if (this.#over) return;
    try {
      for (const message of this.#reader.read(chunk)) this.#listener.message(message);
    } catch (error) {
      this.#end(`it wrote something else than messages: ${(error as Error).message}`);
      this.#child.kill('SIGKILL');
    }
  }

  #end(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.ended(this.#said === '' ? reason : `${reason}\n${this.#said.trimEnd()}`);
  }
}
