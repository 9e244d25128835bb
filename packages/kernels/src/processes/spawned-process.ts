import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Exit } from '@himalia/contracts/kernels';
import type { OutputFile } from './output-file.ts';
import { processStart } from './process-start.ts';
import { sendSignal } from './send-signal.ts';

export type SpawnOptions = {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};

/** A process that this one started, in a group of its own. */
export class SpawnedProcess {
  readonly pid: number;
  /** See `processStart`; undefined when it ended at once. */
  readonly startTime: string | undefined;
  readonly exited: Promise<Exit>;
  readonly #output: OutputFile;
  #exit: Exit | undefined;
  #lastOutput = '';

  private constructor(pid: number, startTime: string | undefined, exited: Promise<Exit>, output: OutputFile) {
    this.pid = pid;
    this.startTime = startTime;
    this.#output = output;
    this.exited = exited.then((exit) => this.#end(exit));
  }

  /** Resolves when it runs; rejects with the system's error when it cannot. The file is its own from here on. */
  static async start(options: SpawnOptions, output: OutputFile): Promise<SpawnedProcess> {
    const [program = '', ...args] = options.argv;
    try {
      const child = spawn(program, args, {
        cwd: options.cwd,
        env: options.env,
        // A session and process group of its own: signals reach the kernel with its children, and nobody else.
        detached: true,
        stdio: ['ignore', output.descriptor, output.descriptor],
        windowsHide: true,
      });
      const exited = exitOf(child);
      await once(child, 'spawn');
      const { pid = 0 } = child;
      return new SpawnedProcess(pid, await processStart(pid), exited, output);
    } catch (error) {
      output[Symbol.dispose]();
      throw error;
    }
  }

  /** The last lines that it wrote to stdout and stderr. */
  get lastOutput(): string {
    return this.#exit ? this.#lastOutput : this.#output.end;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#exit) sendSignal(this.pid, signal);
  }

  #end(exit: Exit): Exit {
    this.#lastOutput = this.#output.end;
    this.#exit = exit;
    this.#output[Symbol.dispose]();
    return exit;
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  // A signal that could not be sent; an unheard error event would end this process.
  child.on('error', () => undefined);
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}
