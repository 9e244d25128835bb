import type { Exit, HeldProcess } from '@himalia/contracts/kernels';
import { endOfFile } from '../processes/end-of-file.ts';

/** A kernel's process that the supervisor started and waits for. */
export class SupervisedProcess implements HeldProcess {
  readonly id: string;
  readonly pid: number;
  readonly startTime: string | undefined;
  readonly exited: Promise<Exit>;
  readonly #output: string;
  readonly #exited = Promise.withResolvers<Exit>();
  readonly #send: (signal: NodeJS.Signals) => void;
  #last: string | undefined;

  constructor(
    id: string,
    { pid, startTime }: { readonly pid: number; readonly startTime?: string },
    /** The file that it writes to. */
    output: string,
    send: (signal: NodeJS.Signals) => void,
  ) {
    this.id = id;
    this.pid = pid;
    this.startTime = startTime;
    this.exited = this.#exited.promise;
    this.#output = output;
    this.#send = send;
  }

  get lastOutput(): string {
    return this.#last ?? endOfFile(this.#output);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#last === undefined) this.#send(signal);
  }

  /** It has ended. Unknown how: nobody waited for it. */
  end(exit: Exit = { code: null, signal: null }, lastOutput: string = this.lastOutput): void {
    this.#last ??= lastOutput;
    this.#exited.resolve(exit);
  }
}
