import type { ConnectionInfo, Exit, HeldProcess, KernelProcess } from '@himalia/contracts/kernels';

/** A kernel that runs on this machine. */
export class LocalProcess implements KernelProcess {
  readonly connection: ConnectionInfo;
  readonly exited: Promise<Exit>;
  readonly #process: HeldProcess;
  readonly #cleanup: () => Promise<void>;

  constructor(process: HeldProcess, connection: ConnectionInfo, cleanup: () => Promise<void>) {
    this.#process = process;
    this.connection = connection;
    this.exited = process.exited;
    this.#cleanup = cleanup;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get lastOutput(): string {
    return this.#process.lastOutput;
  }

  async interrupt(): Promise<void> {
    this.signal('SIGINT');
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.signal(signal);
  }

  cleanup(): Promise<void> {
    return this.#cleanup();
  }
}
