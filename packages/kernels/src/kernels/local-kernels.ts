import type { Contents } from '@himalia/contracts/contents';
import {
  type KernelClient,
  KernelError,
  type KernelJournal,
  type KernelLine,
  type KernelModel,
  type Kernels,
  type Provisioners,
  type StartOptions,
} from '@himalia/contracts/kernels';
import type { Kernelspec, Kernelspecs } from '@himalia/contracts/kernelspecs';
import type { Log } from '@himalia/core';
import { connectClient } from '../connection/connect-client.ts';
import type { KernelNews } from '../connection/kernel-news.ts';
import { dropOldest } from '../drop-oldest.ts';
import { Listeners } from '../feed/listeners.ts';
import type { KernelHost } from '../host/kernel-host.ts';
import { kernelFolder } from '../kernel-folder.ts';
import { provisionerOf } from '../kernelspecs/kernel-json.ts';
import { type KernelRecord, type KernelRecords, kernelDiffers } from '../records/kernel-records.ts';
import { Recorder } from '../records/recorder.ts';
import type { EndedKernel } from './ended-kernel.ts';
import type { KernelParts } from './kernel-adoption.ts';
import { checkRecall } from './kernel-errors.ts';
import { LeftKernels } from './left-kernels.ts';
import { type KernelLimits, RunningKernel } from './running-kernel.ts';

type LocalKernelsSetup = {
  readonly kernelspecs: Kernelspecs;
  readonly provisioners: Provisioners;
  readonly host: KernelHost;
  readonly contents: Contents | undefined;
  readonly limits: KernelLimits;
  /** Most kernels at a time. */
  readonly maxKernels: number;
  /** What kernels do unasked. */
  readonly onNews: (news: KernelNews) => void;
  /** One that was left had ended. */
  readonly onEnded: (kernel: EndedKernel) => void;
  /** Where kernels are written down, so that the next server finds them. */
  readonly records: KernelRecords | undefined;
  /** The process that kernels end with (see `thisProcess`); undefined where they outlive it. */
  readonly holder: string | undefined;
  /** Kernels go on when the server stops. */
  readonly keep: boolean;
  readonly log: Log;
};
/** How long a dead kernel still has its model, in milliseconds: time enough for its clients to see why it died. */
const graveMs = 10_000;
/** Reasons of ended kernels that are kept, for the answer to who asks for one. */
const keptReasons = 100;

/** The kernels of this server. */
export class LocalKernels implements Kernels, AsyncDisposable {
  readonly left: LeftKernels;
  readonly #setup: LocalKernelsSetup;
  readonly #running = new Map<string, RunningKernel>();
  /** Not yet listed: their start may still fail. */
  readonly #pending = new Map<string, Promise<KernelModel>>();
  readonly #starting = new Set<RunningKernel>();
  readonly #gone = new Listeners<string>();
  readonly #started = new Listeners<string>();
  readonly #reasons = new Map<string, string>();
  readonly #dead = new Map<string, KernelModel>();
  readonly #recorder: Recorder<KernelRecord> | undefined;
  readonly #closing = new AbortController();

  constructor(setup: LocalKernelsSetup) {
    this.#setup = setup;
    const { records, log } = setup;
    const current = (): KernelRecord[] => this.#recordable();
    this.#recorder = records && new Recorder({ what: 'kernels', records, current, differs: kernelDiffers, log });
    this.left = new LeftKernels({
      ...setup,
      recorder: this.#recorder,
      make: (parts) => this.#make(parts),
      isOwn: (id) => this.#running.has(id) || this.#pending.has(id),
      onAdopted: (kernel) => this.#list(kernel),
      onEnded: (kernel) => {
        this.#explain(kernel.record.id, `The kernel ended while no server ran: ${kernel.reason}`);
        setup.onEnded(kernel);
      },
      onForgotten: (id) => this.#tellGone(id),
    });
  }

  /**
   * Goes on with the kernels of the last server. Those that ended meanwhile are gone, and `find` says why; what they said is kept
   * until it was written into their notebooks. Resolves after the first try: see `left`.
   */
  adopt(): Promise<void> {
    return this.left.adopt(this.#closing.signal);
  }

  /** With those that just died: JupyterLab forgets at once, without a word, what is not listed any more. */
  list(): readonly KernelModel[] {
    const dead = [...this.#dead.values()].filter(({ id }) => !this.#running.has(id));
    return [...this.running().map(({ model }) => model), ...this.left.waiting, ...dead];
  }

  get(id: string): KernelModel | undefined {
    return this.#running.get(id)?.model ?? this.#waiting(id);
  }

  folder(id: string): string | undefined {
    return this.#running.get(id)?.folder;
  }

  running(): readonly RunningKernel[] {
    return [...this.#running.values()];
  }

  /** What is known of a kernel, also of one that just died; throws as `find`. */
  modelOf(id: string): KernelModel {
    return this.get(id) ?? this.#dead.get(id) ?? this.find(id).model;
  }

  /** The kernel itself; rejects by `KernelError` when it is not there, with the reason where it died. */
  find(id: string): RunningKernel {
    const kernel = this.#running.get(id);
    if (kernel) return kernel;
    const waiting = this.#waiting(id);
    if (waiting) throw new KernelError('not_known', `Kernel ${id}: ${waiting.reason}`);
    checkRecall(this.left.recall);
    const reason = this.#reasons.get(id);
    throw new KernelError('not_found', `Kernel does not exist: ${id}${reason === undefined ? '' : `. ${reason}`}`);
  }

  async start(options: StartOptions & { readonly id: string }): Promise<KernelModel> {
    const { id } = options;
    this.#admit(id);
    // Its place is taken before the first wait, so that two of one id, or one too many, cannot slip through together.
    const kernel = this.#prepare(id, options);
    this.#pending.set(id, kernel);
    try {
      return await kernel;
    } finally {
      this.#pending.delete(id);
    }
  }

  async shutdown(id: string): Promise<void> {
    const kernel = this.find(id);
    await kernel.shutdown();
    this.#remove(kernel);
  }

  /** Shuts down a kernel that nobody asked to; its clients are told, and who asks for it later. */
  async retire(kernel: RunningKernel, reason: string): Promise<void> {
    kernel.connection.announce('dead', reason);
    this.#setup.onNews({ action: 'shutdown', id: kernel.id, name: kernel.spec.name, failed: false, reason });
    await kernel.shutdown();
    this.#explain(kernel.id, reason);
    this.#remove(kernel);
  }

  async interrupt(id: string): Promise<void> {
    await this.find(id).interrupt();
  }

  async restart(id: string): Promise<KernelModel> {
    const kernel = this.find(id);
    await kernel.restart();
    return kernel.model;
  }

  async connect(id: string): Promise<(client: KernelClient) => KernelLine> {
    await this.find(id).connection.settled();
    // It may have died meanwhile; then this says why.
    const { connection } = this.find(id);
    return (client) => connectClient(connection, client);
  }

  onGone(listener: (id: string) => void): Disposable {
    return this.#gone.add(listener);
  }

  onStarted(listener: (id: string) => void): Disposable {
    return this.#started.add(listener);
  }

  journal(id: string): KernelJournal | undefined {
    return this.#running.get(id)?.connection.record ?? this.left.journal(id);
  }

  /** Ends all kernels at the same time, also those whose start has not come to its end; or lets them go on. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    const starting = [...this.#starting];
    const leaving = [...this.#running.values()].map((kernel) => this.#leave(kernel));
    const ended = this.left.ended.map((id) => this.left.forget(id));
    await Promise.allSettled([...leaving, ...ended, ...starting.map((kernel) => kernel.shutdown())]);
    const left = await Promise.allSettled(leaving);
    this.#sayWhatGoesOn(left.filter((each) => each.status === 'fulfilled' && each.value).length);
    await this.#recorder?.[Symbol.asyncDispose]();
    this.#running.clear();
    await this.#setup.host[Symbol.asyncDispose]();
  }

  #waiting(id: string): KernelModel | undefined {
    return this.left.waiting.find((kernel) => kernel.id === id);
  }

  #sayWhatGoesOn(kernels: number): void {
    const commands = '"himalia kernels list" shows them, "himalia kernels stop --all" ends them';
    if (kernels > 0) this.#setup.log.info(`Kernels go on and wait for the next server; ${commands}.`, { kernels });
  }

  /** Answers whether it goes on. */
  async #leave(kernel: RunningKernel): Promise<boolean> {
    if (this.#setup.keep && kernel.record && (await kernel.release())) return true;
    await kernel.shutdown();
    this.#running.delete(kernel.id);
    return false;
  }

  #recordable(): KernelRecord[] {
    const { holder } = this.#setup;
    const all = [...this.#running.values(), ...this.#starting].flatMap(({ record }) => record ?? []);
    const held = holder === undefined ? all : all.map((record) => ({ ...record, holder }));
    return [...held, ...this.left.records];
  }

  #admit(id: string): void {
    if (this.#closing.signal.aborted) throw new KernelError('start_failed', 'The server is stopping');
    if (!/^[\w-]+$/.test(id)) throw new KernelError('bad_id', `"${id}" is no kernel id: letters, digits, _ and - only`);
    if (this.get(id) || this.#pending.has(id)) throw new KernelError('exists', `Kernel already exists: ${id}`);
    const { maxKernels } = this.#setup;
    if (this.#running.size + this.#pending.size >= maxKernels) {
      throw new KernelError('limit', `${maxKernels} kernels run already, which is the limit; shut one down first`);
    }
  }

  async #prepare(id: string, options: StartOptions): Promise<KernelModel> {
    const spec = await this.#spec(options.name);
    const provisioner = this.#setup.provisioners.get(provisionerOf(spec));
    if (!provisioner)
      throw new KernelError('no_kernelspec', `No provisioner "${provisionerOf(spec)}" for ${spec.name}`);
    const cwd = await kernelFolder(options.path, this.#setup.contents);
    const kernel = this.#make({ id, spec, provisioner, cwd, env: options.env ?? {} });
    if (this.#closing.signal.aborted) throw new KernelError('start_failed', 'The server is stopping');
    this.#starting.add(kernel);
    try {
      await kernel.start();
    } finally {
      this.#starting.delete(kernel);
    }
    this.#list(kernel);
    await this.#recorder?.written();
    return kernel.model;
  }

  #list(kernel: RunningKernel): void {
    this.#running.set(kernel.id, kernel);
    this.#started.emit(kernel.id);
  }

  #make(parts: KernelParts): RunningKernel {
    const { host, limits, onNews, log } = this.#setup;
    const onProcess = (): void => void this.#recorder?.write();
    return new RunningKernel({
      ...parts,
      host,
      limits,
      log,
      onNews,
      onDead: (dead, reason) => this.#died(dead, reason),
      onProcess,
    });
  }

  async #spec(name: string | undefined): Promise<Kernelspec> {
    const { kernelspecs } = this.#setup;
    const wanted = name ?? (await kernelspecs.defaultName());
    // jupyter_client's name of old for its native kernel.
    const spec =
      (await kernelspecs.get(wanted)) ?? (wanted === 'python' ? await kernelspecs.get('python3') : undefined);
    if (spec) return spec;
    const broken = (await kernelspecs.broken()).find(({ name }) => name === wanted.toLowerCase());
    if (!broken) throw new KernelError('no_kernelspec', `No such kernel named ${wanted}`);
    const { path, problem } = broken;
    throw new KernelError('start_failed', `The kernelspec ${wanted} in ${path} cannot be used: ${problem}`);
  }

  #died(kernel: RunningKernel, reason: string): void {
    this.#explain(kernel.id, `The kernel died: ${reason}`);
    this.#dead.set(kernel.id, { ...kernel.model, connections: 0 });
    setTimeout(() => this.#dead.delete(kernel.id), graveMs).unref();
    this.#remove(kernel);
  }

  /** What who asks for it from now on is told. */
  #explain(id: string, reason: string): void {
    this.#reasons.set(id, reason);
    dropOldest(this.#reasons, keptReasons);
  }

  #remove(kernel: RunningKernel): void {
    if (this.#running.get(kernel.id) !== kernel) return;
    this.#running.delete(kernel.id);
    this.#tellGone(kernel.id);
  }

  #tellGone(id: string): void {
    void this.#recorder?.write();
    this.#gone.emit(id);
  }
}
