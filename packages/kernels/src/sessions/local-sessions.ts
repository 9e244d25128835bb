import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';
import type { Kernels, Recall } from '@himalia/contracts/kernels';
import type { SessionModel, Sessions } from '@himalia/contracts/sessions';
import type { Log } from '@himalia/core';
import { kernelFolder } from '../kernel-folder.ts';
import { checkRecall } from '../kernels/kernel-errors.ts';
import { Recorder } from '../records/recorder.ts';
import { Retry } from '../records/retry.ts';
import { type SessionRecord, type SessionRecords, sessionDiffers } from '../records/session-records.ts';
import { SessionError } from './session-error.ts';

export type KernelChoice = { readonly id?: string; readonly name?: string };
export type SessionRequest = {
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly kernel: KernelChoice;
};
type Session = { readonly id: string; path: string; name: string; type: string; kernel: string };

type LocalSessionsSetup = {
  readonly kernels: Kernels;
  readonly contents: Contents | undefined;
  /** Where sessions are written down, so that the next server finds them. */
  readonly records: SessionRecords | undefined;
  readonly log: Log;
};

/** Which document works with which kernel. */
export class LocalSessions implements Sessions, AsyncDisposable {
  readonly #kernels: Kernels;
  readonly #contents: Contents | undefined;
  readonly #byId = new Map<string, Session>();
  readonly #creating = new Map<string, Promise<Session>>();
  readonly #records: SessionRecords | undefined;
  readonly #recorder: Recorder<SessionRecord> | undefined;
  readonly #log: Log;
  readonly #closing = new AbortController();
  #recall: Retry | undefined;

  constructor({ kernels, contents, records, log }: LocalSessionsSetup) {
    this.#kernels = kernels;
    this.#contents = contents;
    this.#records = records;
    this.#log = log;
    const current = (): SessionRecord[] => [...this.#byId.values()].map((session) => ({ ...session }));
    this.#recorder = records && new Recorder({ what: 'sessions', records, current, differs: sessionDiffers, log });
    kernels.onGone((kernel) => this.#prune(kernel));
  }

  /**
   * Takes up the sessions of the last server whose kernels go on, or have something that is to be written into their notebook.
   * Resolves after the first try, or at once where the kernels are not known yet: see `recall`.
   */
  async restore(): Promise<void> {
    const { recall } = this.#kernels.left;
    if (recall) void recall.done.then(() => this.#restoreNow());
    else await this.#restoreNow();
  }

  get recall(): Recall | undefined {
    const retry = this.#recall;
    return (
      this.#kernels.left.recall ?? (retry && !retry.isDone ? { done: retry.done, waitsFor: retry.problem } : undefined)
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#recorder?.[Symbol.asyncDispose]();
  }

  list(): readonly SessionModel[] {
    return [...this.#byId.values()].flatMap((session) => this.#model(session) ?? []);
  }

  get(id: string): SessionModel | undefined {
    const session = this.#byId.get(id);
    return session && this.#model(session);
  }

  /** Throws `SessionError` where there is none, or `KernelError` where that is not known yet. */
  find(id: string): SessionModel {
    return this.#present(this.#find(id));
  }

  notebooks(): ReadonlyMap<string, readonly string[]> {
    const notebooks = [...this.#byId.values()].filter(({ type }) => type === 'notebook');
    const byKernel = Map.groupBy(notebooks, ({ kernel }) => kernel);
    return new Map([...byKernel].map(([kernel, sessions]) => [kernel, sessions.map(({ path }) => path)]));
  }

  /** The session that the path has, or a new one. Rejects with `SessionError` or `KernelError`. */
  async create(request: SessionRequest): Promise<SessionModel> {
    const { path } = request;
    const known = [...this.#byId.values()].find((session) => session.path === path && this.#model(session));
    const session = known ?? (await (this.#creating.get(path) ?? this.#create(request)));
    return this.#present(session);
  }

  /** Where the kernel changes, the old one ends once the session has the new one, unless another session has it, too. */
  async change(id: string, changes: Partial<SessionRequest>): Promise<SessionModel> {
    const session = this.#find(id);
    const next = {
      path: changes.path ?? session.path,
      name: changes.name ?? session.name,
      type: changes.type ?? session.type,
    };
    const old = session.kernel;
    const kernel = await this.#otherKernel({ ...next, kernel: changes.kernel ?? {} });
    Object.assign(session, next, kernel === undefined ? {} : { kernel });
    await this.#recorder?.written();
    if (session.kernel !== old) await this.#endUnused(old);
    return this.#present(session);
  }

  async delete(id: string): Promise<void> {
    const session = this.#find(id);
    this.#drop(id);
    if (!this.#kernels.get(session.kernel)) throw new SessionError('kernel_gone', 'Kernel deleted before session');
    await this.#kernels.shutdown(session.kernel).catch((error) => {
      this.#keep(session);
      throw error;
    });
  }

  async #restoreNow(): Promise<void> {
    const work = (): Promise<void> => this.#take();
    const { signal } = this.#closing;
    this.#recall = new Retry({ what: 'sessions of the last server', work, signal, log: this.#log });
    await this.#recall.begun();
  }

  async #take(): Promise<void> {
    const ended = new Set(this.#kernels.left.ended);
    const elsewhere = new Set(this.#kernels.left.elsewhere);
    const all = (await this.#records?.list()) ?? [];
    const left = all.filter(({ id, kernel }) => !this.#byId.has(id) && !elsewhere.has(kernel));
    const lives = ({ kernel }: SessionRecord): boolean => this.#kernels.get(kernel) !== undefined || ended.has(kernel);
    // The others are written anew, which says that they are this server's now.
    this.#recorder?.know(left.filter((session) => !lives(session)));
    for (const session of left.filter(lives)) this.#byId.set(session.id, { ...session });
    await this.#recorder?.write();
  }

  async #create(request: SessionRequest): Promise<Session> {
    const created = this.#startKernel(request).then(async (kernel) => {
      const { path, name, type } = request;
      const session = { id: randomUUID(), path, name, type, kernel };
      this.#byId.set(session.id, session);
      await this.#recorder?.written();
      return session;
    });
    this.#creating.set(request.path, created);
    try {
      return await created;
    } finally {
      this.#creating.delete(request.path);
    }
  }

  /** What a change asks for, if it does; an id counts more than a name. */
  async #otherKernel(request: SessionRequest): Promise<string | undefined> {
    const { id, name } = request.kernel;
    if (id === undefined) return name === undefined ? undefined : await this.#startKernel(request);
    if (!this.#kernels.get(id)) throw new SessionError('bad_kernel', `No such kernel: ${id}`);
    return id;
  }

  async #endUnused(kernel: string): Promise<void> {
    const used = [...this.#byId.values()].some((session) => session.kernel === kernel);
    if (!used && this.#kernels.get(kernel)) await this.#kernels.shutdown(kernel).catch(() => undefined);
  }

  /** The running kernel of an id; else a new one, of that id where there is one. */
  async #startKernel({ path, name, kernel }: SessionRequest): Promise<string> {
    if (kernel.id !== undefined && this.#kernels.get(kernel.id)) return kernel.id;
    const folder = await kernelFolder(path, this.#contents);
    const env = { JPY_SESSION_NAME: join(folder, name || basename(path)) };
    const started = await this.#kernels.start({ path, env, ...kernel });
    return started.id;
  }

  #find(id: string): Session {
    const session = this.#byId.get(id);
    if (!session) checkRecall(this.recall);
    if (!session || !this.#model(session)) throw new SessionError('not_found', `Session not found: session_id='${id}'`);
    return session;
  }

  #present(session: Session): SessionModel {
    const model = this.#model(session);
    if (!model) throw new SessionError('kernel_gone', 'The kernel ended meanwhile');
    return model;
  }

  #model({ id, path, name, type, kernel: kernelId }: Session): SessionModel | undefined {
    const kernel = this.#kernels.get(kernelId);
    if (!kernel) return undefined;
    return { id, path, name, type, kernel, ...(type === 'notebook' ? { notebook: { path, name } } : {}) };
  }

  #prune(kernel: string): void {
    for (const [id, session] of this.#byId) if (session.kernel === kernel) this.#drop(id);
  }

  #keep(session: Session): void {
    this.#byId.set(session.id, session);
    void this.#recorder?.write();
  }

  #drop(id: string): void {
    this.#byId.delete(id);
    void this.#recorder?.write();
  }
}
