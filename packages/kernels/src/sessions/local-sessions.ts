import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';
import type { Kernels } from '@himalia/contracts/kernels';
import type { SessionModel, Sessions } from '@himalia/contracts/sessions';
import { kernelFolder } from '../kernel-folder.ts';
import type { SessionRecorder } from '../records/session-recorder.ts';
import { SessionError } from './session-error.ts';

export type KernelChoice = { readonly id?: string; readonly name?: string };
export type SessionRequest = {
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly kernel: KernelChoice;
};
type Session = { readonly id: string; path: string; name: string; type: string; kernel: string };

/** Which document works with which kernel. */
export class LocalSessions implements Sessions, AsyncDisposable {
  readonly #kernels: Kernels;
  readonly #contents: Contents | undefined;
  readonly #byId = new Map<string, Session>();
  readonly #creating = new Map<string, Promise<Session>>();
  readonly #recorder: SessionRecorder | undefined;

  constructor(kernels: Kernels, contents: Contents | undefined, recorder?: SessionRecorder) {
    this.#kernels = kernels;
    this.#contents = contents;
    this.#recorder = recorder;
    kernels.onGone((kernel) => this.#prune(kernel));
  }

  /** Takes up the sessions of the last server whose kernels go on, or have something that is to be written into their notebook. */
  async restore(): Promise<void> {
    const ended = new Set(this.#kernels.ended);
    for (const session of (await this.#recorder?.list()) ?? []) {
      if (this.#kernels.get(session.kernel) || ended.has(session.kernel)) this.#keep({ ...session });
      else this.#drop(session.id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#recorder?.[Symbol.asyncDispose]();
  }

  list(): readonly SessionModel[] {
    return [...this.#byId.values()].flatMap((session) => this.#model(session) ?? []);
  }

  get(id: string): SessionModel | undefined {
    const session = this.#byId.get(id);
    return session && this.#model(session);
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
    this.#keep(session);
    if (session.kernel !== old) await this.#endUnused(old);
    return this.#present(session);
  }

  async delete(id: string): Promise<void> {
    const session = this.#find(id);
    this.#drop(id);
    if (!this.#kernels.get(session.kernel)) throw new SessionError('kernel_gone', 'Kernel deleted before session');
    await this.#kernels.shutdown(session.kernel);
  }

  async #create(request: SessionRequest): Promise<Session> {
    const created = this.#startKernel(request).then((kernel) => {
      const { path, name, type } = request;
      const session = { id: randomUUID(), path, name, type, kernel };
      this.#keep(session);
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
    this.#recorder?.put({ ...session });
  }

  #drop(id: string): void {
    this.#byId.delete(id);
    this.#recorder?.remove(id);
  }
}
