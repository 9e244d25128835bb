import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Command,
  type ConnectionInfo,
  type Exit,
  KernelError,
  type KernelModel,
  type KernelProcess,
  type Provisioner,
} from '@himalia/contracts/kernels';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';
import type { Log } from '@himalia/core';
import { type ConnectionLimits, KernelConnection } from '../connection/kernel-connection.ts';
import type { KernelHost } from '../host/kernel-host.ts';
import { endKernel } from './end-kernel.ts';
import { exitReason } from './exit-reason.ts';
import { kernelModel, unanswering } from './kernel-model.ts';
import { type RestartLimits, RestartPolicy } from './restart-policy.ts';
import { within } from './within.ts';

export type KernelLimits = ConnectionLimits & {
  /** How long a shutdown may take before the kernel is killed, in milliseconds. */
  readonly shutdownMs: number;
  /** How long `start` looks whether the process stays alive, in milliseconds. */
  readonly firstLookMs: number;
  readonly restart: RestartLimits;
};
export type KernelSetup = {
  readonly id: string;
  readonly spec: Kernelspec;
  readonly provisioner: Provisioner;
  readonly host: KernelHost;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: KernelLimits;
  readonly log: Log;
  /** It is gone for good without having been asked to. */
  readonly onDead: (kernel: RunningKernel, reason: string) => void;
};

/** One kernel from its start to its end: its process, which may be replaced, and the connection, which stays. */
export class RunningKernel {
  readonly id: string;
  readonly spec: Kernelspec;
  readonly connection: KernelConnection;
  readonly #setup: KernelSetup;
  readonly #policy: RestartPolicy;
  readonly #stopping = new AbortController();
  #process: KernelProcess | undefined;
  #launched = 0;
  #ready = false;
  /** While true an exit is expected. */
  #ending = false;
  #reason: string | undefined;
  /** Restart and shutdown wait for what goes on already. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(setup: KernelSetup) {
    this.id = setup.id;
    this.spec = setup.spec;
    this.#setup = setup;
    this.#policy = new RestartPolicy(setup.limits.restart);
    this.connection = new KernelConnection(
      (connection) => setup.host.hold(setup.id, connection),
      setup.limits,
      setup.log,
    );
  }

  get model(): KernelModel {
    return kernelModel(this.id, this.spec.name, this.connection, this.connection.silent ? unanswering : this.#reason);
  }

  /** Resolves when the process runs. Rejects when there is no process, or it ends in the first moments. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      this.#ending = true;
      const { process, ready } = await this.#launch();
      const over = await within(Promise.race([ready, process.exited]), this.#setup.limits.firstLookMs);
      if (over && !this.#ready) {
        const reason = exitReason(await process.exited, process.lastOutput);
        await this.#clear();
        throw new KernelError('start_failed', `The kernel ended while starting: ${reason}`);
      }
      this.#ending = false;
      void process.exited.then((exit) => this.#ended(process, exit));
    });
  }

  async interrupt(): Promise<void> {
    if (this.spec.interrupt_mode === 'message') this.connection.interrupt();
    else await this.#process?.interrupt();
  }

  /** Same id, ports, key and connection file; another process. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end(true);
      this.#policy.reset();
      await this.#relaunch(this.#process?.connection);
    });
  }

  shutdown(): Promise<void> {
    this.#stopping.abort();
    return this.#inTurn(async () => {
      await this.#end(false);
      await this.#clear();
    });
  }

  async #inTurn(task: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(task);
    this.#turn = mine.catch(() => undefined);
    await mine;
  }

  async #launch(connection?: ConnectionInfo): Promise<{ process: KernelProcess; ready: Promise<unknown> }> {
    const { id, spec, provisioner, host, cwd, env } = this.#setup;
    const spawn = (command: Command) => host.spawn(command);
    const process = await provisioner.launch({ id, spec, cwd, env, spawn, ...(connection ? { connection } : {}) });
    this.#process = process;
    this.#launched = Date.now();
    this.#ready = false;
    const ready = this.#watchReadiness(process);
    return { process, ready };
  }

  /** Settles when the process is ready, or has ended; never rejects. */
  async #watchReadiness(process: KernelProcess): Promise<void> {
    const isReady = await this.connection.open(process.connection).catch((error: Error) => {
      this.#setup.log.error('no connection to a kernel', { kernel: this.id, error: error.message });
      return false;
    });
    if (process === this.#process) this.#ready = isReady;
    if (!isReady) await process.exited;
  }

  async #relaunch(connection: ConnectionInfo | undefined): Promise<void> {
    try {
      const { process } = await this.#launch(connection);
      this.#ending = false;
      void process.exited.then((exit) => this.#ended(process, exit));
    } catch (error) {
      await this.#die((error as Error).message);
      throw error;
    }
  }

  async #end(restart: boolean): Promise<void> {
    this.#ending = true;
    const process = this.#process;
    if (!process) return;
    await endKernel({
      process,
      interrupt: () => this.interrupt(),
      // One that never answered would not answer this either.
      ask: this.#ready ? () => this.connection.shutdown(restart) : undefined,
      limitMs: this.#setup.limits.shutdownMs,
    });
  }

  #ended(process: KernelProcess, exit: Exit): void {
    if (this.#ending || process !== this.#process) return;
    this.#ending = true;
    const reason = exitReason(exit, process.lastOutput);
    const death = { wasReady: this.#ready, ageMs: Date.now() - this.#launched };
    this.#setup.log.warn('kernel ended unasked', { kernel: this.id, reason });
    this.#reason = reason;
    this.#inTurn(() => this.#revive(process, death, reason)).catch((error: Error) => {
      this.#setup.log.error('kernel not restarted', { kernel: this.id, error: error.message });
    });
  }

  async #revive(process: KernelProcess, death: { wasReady: boolean; ageMs: number }, reason: string): Promise<void> {
    if (this.#stopping.signal.aborted || process !== this.#process) return;
    const verdict = this.#policy.judge(death);
    if (!verdict.restart) return this.#die(reason);
    this.connection.announce('restarting', reason);
    await this.connection.shut();
    if (verdict.newPorts) await process.cleanup();
    await sleep(verdict.pauseMs, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined);
    if (!this.#stopping.signal.aborted) await this.#relaunch(verdict.newPorts ? undefined : process.connection);
  }

  async #die(reason: string): Promise<void> {
    this.connection.announce('dead', reason);
    this.#setup.onDead(this, reason);
    await this.#clear();
  }

  async #clear(): Promise<void> {
    await this.connection.close();
    await this.#process?.cleanup();
  }
}
