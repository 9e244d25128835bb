import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Command,
  type ConnectionInfo,
  type Exit,
  type HeldProcess,
  KernelError,
  type KernelModel,
  type KernelProcess,
  type Provisioner,
} from '@himalia/contracts/kernels';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';
import type { Log } from '@himalia/core';
import { type ConnectionLimits, KernelConnection } from '../connection/kernel-connection.ts';
import { kernelModel } from '../connection/kernel-model.ts';
import type { KernelNews } from '../connection/kernel-news.ts';
import type { KernelHost } from '../host/kernel-host.ts';
import type { KernelRecord } from '../records/kernel-records.ts';
import { within } from '../within.ts';
import { endKernel } from './end-kernel.ts';
import { exitReason, withOutput, writtenSince } from './exit-reason.ts';
import { type MemoryWatch, watchMemory } from './out-of-memory.ts';
import { type Death, type RestartLimits, RestartPolicy } from './restart-policy.ts';

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
  /** What happened to it unasked: it was restarted, or that failed, or it does not answer after its start. */
  readonly onNews: (news: KernelNews) => void;
  /** It has another process. */
  readonly onProcess: () => void;
};

/** What a kernel writes whose port somebody else has taken, in the words of libzmq, Node, Rust and Java. */
const portTaken = /address already in use|EADDRINUSE|AddrInUse|Address in use/i;

/** One kernel from its start to its end: its process, which may be replaced, and the connection, which stays. */
export class RunningKernel {
  readonly id: string;
  readonly spec: Kernelspec;
  readonly connection: KernelConnection;
  readonly #setup: KernelSetup;
  readonly #policy: RestartPolicy;
  readonly #stopping = new AbortController();
  /** A restart or shutdown was asked for, so that a pause before a restart ends. */
  #asked = new AbortController();
  #process: KernelProcess | undefined;
  #held: HeldProcess | undefined;
  #launched = 0;
  #ready = false;
  /** While true an exit is expected. */
  #ending = false;
  #reason: string | undefined;
  /** It has not answered since its start for so long that somebody should know. */
  #unanswered: string | undefined;
  /** Why it had to be ended although nobody asked for it. */
  #broken: string | undefined;
  /** What it wrote before it was ready. */
  #greeting = '';
  #memory: MemoryWatch | undefined;
  #cleared = false;
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

  get folder(): string {
    return this.#setup.cwd;
  }

  get model(): KernelModel {
    const { activity, trouble } = this.connection;
    const unanswered = activity.state === 'starting' ? this.#unanswered : undefined;
    return kernelModel(this.id, this.spec.name, this.connection, trouble ?? unanswered ?? this.#reason);
  }

  /** What the next server needs to go on with it; undefined where it could not. */
  get record(): KernelRecord | undefined {
    const { id, spec, provisioner, cwd, env } = this.#setup;
    const { activity, journal } = this.connection;
    const { pid, startTime } = this.#held ?? {};
    if (pid === undefined || startTime === undefined || !provisioner.adopt || this.#cleared) return undefined;
    return {
      id,
      spec,
      provisioner: provisioner.name,
      cwd,
      document: env.JPY_SESSION_NAME,
      pid,
      startTime,
      launched: this.#launched,
      state: activity.state,
      execution: activity.execution?.toString(),
      lastActivity: activity.lastActivity.getTime(),
      sequence: journal.head,
    };
  }

  /** Resolves when the process runs. Rejects when there is no process, or it ends in the first moments. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      this.#ending = true;
      let process = await this.#begin();
      // Somebody took a port between its choice and the kernel's bind: that is nobody's fault, and other ports help.
      if (!process && (this.#broken !== undefined || portTaken.test(this.#process?.lastOutput ?? ''))) {
        await this.#process?.cleanup();
        process = await this.#begin();
      }
      if (!process) {
        const reason = this.#reason;
        await this.#clear();
        throw new KernelError('start_failed', `The kernel ended while starting: ${reason}`);
      }
      this.#follow(process);
    });
  }

  /** Goes on with a process that another server started. */
  adopt(process: KernelProcess, held: HeldProcess, record: KernelRecord): Promise<void> {
    return this.#inTurn(async () => {
      this.#process = process;
      this.#held = held;
      this.#launched = record.launched;
      this.#memory = watchMemory(process.pid);
      this.#ready = await this.connection.adopt(process.connection, record);
      if (!this.#ready) void this.#watchReadiness(process);
      this.#follow(process);
    });
  }

  /** The server stops, and the kernel goes on without it. False: it is not in a state to. */
  async release(): Promise<boolean> {
    if (this.#ending || !this.#process || this.#stopping.signal.aborted) return false;
    this.#ending = true;
    this.#stopping.abort();
    await this.connection.release();
    return true;
  }

  async interrupt(): Promise<void> {
    if (this.spec.interrupt_mode === 'message') this.connection.interrupt();
    else await this.#process?.interrupt();
  }

  /** Same id, ports, key and connection file; another process. */
  restart(): Promise<void> {
    this.#asked.abort();
    return this.#inTurn(async () => {
      this.#asked = new AbortController();
      await this.#end(true);
      this.#policy.reset();
      this.#reason = undefined;
      await this.#relaunch(this.#process?.connection);
    });
  }

  shutdown(): Promise<void> {
    this.#stopping.abort();
    this.#asked.abort();
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

  /** The process, when it lives through its first moments; undefined, and `reason` says why, when not. */
  async #begin(): Promise<KernelProcess | undefined> {
    const { process, ready } = await this.#launch();
    const over = await within(Promise.race([ready, process.exited]), this.#setup.limits.firstLookMs);
    if (!over || this.#ready) return process;
    this.#reason = await this.#why(process, await process.exited);
    return undefined;
  }

  #follow(process: KernelProcess): void {
    this.#ending = false;
    void process.exited.then((exit) => this.#ended(process, exit));
  }

  async #why(process: KernelProcess, exit: Exit): Promise<string> {
    const said = writtenSince(this.#greeting, process.lastOutput);
    return this.#broken ?? exitReason(exit, said, await this.#memory?.verdict());
  }

  async #launch(connection?: ConnectionInfo): Promise<{ process: KernelProcess; ready: Promise<unknown> }> {
    const { id, spec, provisioner, host, cwd, env } = this.#setup;
    const spawn = async (command: Command): Promise<HeldProcess> => {
      this.#held = await host.spawn(command);
      return this.#held;
    };
    const process = await provisioner.launch({ id, spec, cwd, env, spawn, ...(connection ? { connection } : {}) });
    this.#process = process;
    this.#launched = Date.now();
    this.#ready = false;
    this.#greeting = '';
    this.#unanswered = this.#broken = undefined;
    this.#memory = watchMemory(process.pid);
    this.#setup.onProcess();
    const ready = this.#watchReadiness(process);
    return { process, ready };
  }

  /** Settles when the process is ready, or has ended; never rejects. */
  async #watchReadiness(process: KernelProcess): Promise<void> {
    let runs = true;
    void process.exited.then(() => {
      runs = false;
    });
    const late = (): void => this.#tellLate(process);
    const isReady = await this.connection.open(process.connection, late).catch((error: Error) => {
      this.#setup.log.error('no connection to a kernel', { kernel: this.id, error: error.message });
      this.#broken = `the server cannot hold its connection: ${error.message}`;
      return false;
    });
    if (process !== this.#process) return;
    this.#ready = isReady;
    if (isReady) {
      this.#greeting = process.lastOutput;
      if (this.#unanswered !== undefined) this.#news('start', false, `It answered after ${this.#age} seconds`);
      this.#unanswered = undefined;
      return;
    }
    const { hopeless, trouble } = this.connection;
    if (runs && hopeless) this.#broken ??= trouble;
    if (this.#broken !== undefined) process.signal('SIGKILL');
    await process.exited;
  }

  /** In seconds, since its launch. */
  get #age(): number {
    return Math.round((Date.now() - this.#launched) / 1000);
  }

  #tellLate(process: KernelProcess): void {
    if (process !== this.#process || this.#stopping.signal.aborted) return;
    const { trouble } = this.connection;
    const reason = `It has not answered for ${this.#age} seconds since its start`;
    this.#unanswered = withOutput(trouble === undefined ? reason : `${reason}. ${trouble}`, process.lastOutput);
    this.#news('start', true, this.#unanswered);
  }

  #news(action: KernelNews['action'], failed: boolean, reason: string): void {
    this.#setup.onNews({ action, id: this.id, name: this.spec.name, failed, reason });
  }

  async #relaunch(connection: ConnectionInfo | undefined): Promise<void> {
    try {
      const { process } = await this.#launch(connection);
      this.#follow(process);
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
    const death = { wasReady: this.#ready, ageMs: Date.now() - this.#launched };
    this.#inTurn(() => this.#revive(process, exit, death)).catch((error: Error) => {
      this.#setup.log.error('kernel not restarted', { kernel: this.id, error: error.message });
    });
  }

  async #revive(process: KernelProcess, exit: Exit, death: Death): Promise<void> {
    if (this.#stopping.signal.aborted || process !== this.#process) return;
    const reason = await this.#why(process, exit);
    this.#setup.log.warn('kernel ended unasked', { kernel: this.id, reason });
    this.#reason = reason;
    const verdict = this.#policy.judge(death);
    if (!verdict.restart) return this.#die(reason);
    this.connection.announce('restarting', reason);
    await this.connection.shut();
    const { signal } = this.#asked;
    await sleep(verdict.pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    if (verdict.newPorts) await process.cleanup();
    await this.#relaunch(verdict.newPorts ? undefined : process.connection);
    this.#news('restart', false, reason);
  }

  async #die(reason: string): Promise<void> {
    this.#reason = reason;
    this.connection.announce('dead', reason);
    this.#news('restart', true, reason);
    // What it said last is written into its notebook while it still has one.
    await this.connection.record.end();
    this.#setup.onDead(this, reason);
    await this.#clear();
  }

  async #clear(): Promise<void> {
    this.#cleared = true;
    await this.connection.close();
    await this.#process?.cleanup().catch((error: Error) => {
      this.#setup.log.warn('connection file not removed', { kernel: this.id, error: error.message });
    });
  }
}
