import type { Exit } from '@himalia/contracts/kernels';
import type { OutputFile } from './output-file.ts';
import { isProcess } from './process-start.ts';
import { sendSignal } from './send-signal.ts';

const lookMs = 500;

/**
 * A process that another one started, which is gone: nobody waits for it, so it is looked at from time to time, and how it
 * ends stays unknown.
 */
export class AdoptedProcess {
  readonly pid: number;
  readonly startTime: string;
  readonly exited: Promise<Exit>;
  readonly #output: OutputFile;
  #ended = false;
  #lastOutput = '';

  private constructor(pid: number, startTime: string, output: OutputFile) {
    this.pid = pid;
    this.startTime = startTime;
    this.#output = output;
    this.exited = this.#watch();
  }

  /** Undefined: that process is gone; the pid may be another's. */
  static async adopt(
    pid: number,
    startTime: string,
    openOutput: () => OutputFile,
  ): Promise<AdoptedProcess | undefined> {
    return (await isProcess(pid, startTime)) ? new AdoptedProcess(pid, startTime, openOutput()) : undefined;
  }

  get lastOutput(): string {
    return this.#ended ? this.#lastOutput : this.#output.end;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#ended) sendSignal(this.pid, signal);
  }

  async #watch(): Promise<Exit> {
    const gone = Promise.withResolvers<void>();
    const timer = setInterval(async () => {
      if (!(await isProcess(this.pid, this.startTime))) gone.resolve();
    }, lookMs).unref();
    await gone.promise;
    clearInterval(timer);
    this.#lastOutput = this.#output.end;
    this.#ended = true;
    this.#output[Symbol.dispose]();
    return { code: null, signal: null };
  }
}
