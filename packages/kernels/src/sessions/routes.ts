import { type Handlers, HttpError } from '@himalia/contracts/http';
import { KernelError } from '@himalia/contracts/kernels';
import type { contract } from '@himalia/contracts/sessions';
import { asHttpError, checkRecall } from '../kernels/kernel-errors.ts';
import type { KernelChoice, LocalSessions, SessionRequest } from './local-sessions.ts';
import { SessionError } from './session-error.ts';

type Operations = NonNullable<(typeof contract)['operations']>;
type Maybe<T> = T | null | undefined;
type Body = {
  readonly path?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly type?: Maybe<string>;
  readonly kernel?: Maybe<{ readonly id?: Maybe<string>; readonly name?: Maybe<string> }>;
  readonly notebook?: { readonly path?: Maybe<string>; readonly name?: Maybe<string> };
};
const statuses = { not_found: 404, kernel_gone: 410, bad_kernel: 400 } as const;

function kernelOf({ kernel }: Body): KernelChoice {
  return { ...(kernel?.id ? { id: kernel.id } : {}), ...(kernel?.name ? { name: kernel.name } : {}) };
}

/** They become names of files and parts of a kernel's environment, which end at a null byte. */
function withoutNull<T extends { readonly path?: string; readonly name?: string }>(request: T): T {
  if (`${request.path}${request.name}`.includes('\0')) throw new HttpError(400, 'The path or the name has a null byte');
  return request;
}

/** Old clients put path and name into `notebook`, and mean notebooks. */
function requestOf(body: Maybe<Body>): SessionRequest {
  if (!body) throw new HttpError(400, 'No JSON data provided');
  const path = body.path ?? body.notebook?.path;
  const type = body.type ?? (body.notebook && 'notebook');
  if (typeof path !== 'string') throw new HttpError(400, 'Missing field in JSON data: path');
  if (typeof type !== 'string') throw new HttpError(400, 'Missing field in JSON data: type');
  return { path, type, name: body.name ?? body.notebook?.name ?? '', kernel: kernelOf(body) };
}

function changesOf(body: Body): Partial<SessionRequest> {
  const path = body.path ?? body.notebook?.path;
  const name = body.name ?? body.notebook?.name;
  const kernel = kernelOf(body);
  return {
    ...(path == null ? {} : { path }),
    ...(name == null ? {} : { name }),
    ...(body.type == null ? {} : { type: body.type }),
    ...(kernel.id === undefined && kernel.name === undefined ? {} : { kernel }),
  };
}

/** A missing kernelspec is 501 here, with a text for dialogs, as Jupyter's clients expect. */
async function answering<T>(kernel: string | undefined, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SessionError) throw new HttpError(statuses[error.code], error.message);
    if (!(error instanceof KernelError) || error.code !== 'no_kernelspec') throw asHttpError(error);
    const name = kernel ?? 'default';
    const message = `The '${name}' kernel is not available. Please pick another suitable kernel instead, or install that kernel.`;
    throw new HttpError(501, message, null, { short_message: `${name} not found` });
  }
}

export function sessionRoutes(sessions: LocalSessions, baseUrl: string): Handlers<Operations> {
  return {
    async listSessions({ reply }) {
      await answering(undefined, () => checkRecall(sessions.recall));
      return reply(200, sessions.list());
    },
    async createSession({ body, reply }) {
      const request = withoutNull(requestOf(body));
      const session = await answering(request.kernel.name, () => sessions.create(request));
      return reply(201, session, { Location: `${baseUrl}api/sessions/${session.id}` });
    },
    async getSession({ params, reply }) {
      return reply(200, await answering(undefined, () => sessions.find(params.session_id)));
    },
    async changeSession({ params, body, reply }) {
      const changes = withoutNull(changesOf(body));
      return reply(200, await answering(changes.kernel?.name, () => sessions.change(params.session_id, changes)));
    },
    async deleteSession({ params, reply }) {
      await answering(undefined, () => sessions.delete(params.session_id));
      return reply(204);
    },
  };
}
