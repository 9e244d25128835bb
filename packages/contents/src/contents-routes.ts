import {
  type Contents,
  ContentsError,
  contentsClient,
  type Entry,
  type Operations,
  type SaveConditions,
  type SaveModel,
} from '@himalia/contracts/contents';
import type { Call, Handlers, RequestInfo, Sent } from '@himalia/contracts/http';
import { answerLong, type LongOperations, type Task } from '@himalia/contracts/operations';
import { type Tracer, traced } from '@himalia/contracts/traces';
import { trimSlashes } from '@himalia/core';
import { hasUnusualNumbers, isObject, parseJson } from '@himalia/protocol/nbformat';
import { takeBase64 } from './base64.ts';
import { answering, entryHeaders, hashesOf, locationOf } from './http-answer.ts';
import type { Keepers } from './keepers.ts';
import { knownType } from './known-type.ts';
import { sendEntry } from './read-routes.ts';
import { joinPath } from './root.ts';

/** Nobody sees what is only copied. */
const copying = '';

type CreateBody = Operations['createContents']['body'];
type ContentsHandlers = Pick<
  Handlers<Operations>,
  'getContents' | 'createContents' | 'saveContents' | 'renameContents' | 'deleteContents'
>;

/** Creates or copies into a folder, by what a POST brings. */
export async function createIn(contents: Contents, path: string, body: CreateBody, task?: Task): Promise<Entry> {
  if ((await contents.kind(path)) === 'file')
    throw new ContentsError('bad_request', 'Cannot POST to files, use PUT instead.');
  if (body?.copy_from) return await contents.copy(body.copy_from, path, task);
  return await contents.create(path, { ...knownType(body?.type), ...(body?.ext ? { ext: body.ext } : {}) });
}

/** The content as it was spelled: `1.0` in a notebook must not become `1`. */
function contentOf({ body, rawBody, longText }: Call<Operations['saveContents']>): unknown {
  const isBase64 = body?.type === 'file' && body.format === 'base64';
  if (longText) return (isBase64 ? takeBase64(longText.bytes) : undefined) ?? longText.text();
  if (!rawBody || !isObject(body?.content)) return body?.content;
  const exact = hasUnusualNumbers(rawBody) ? parseJson(rawBody) : body;
  return isObject(exact) ? exact.content : undefined;
}

function saveModel(call: Call<Operations['saveContents']>): SaveModel {
  const { type, format, content, chunk } = call.body ?? {};
  return {
    ...knownType(type),
    ...(format ? { format } : {}),
    ...((content === undefined || content === null) && !call.longText ? {} : { content: contentOf(call) }),
    ...(typeof chunk === 'number' ? { chunk } : {}),
  };
}

export function conditionsOf({ request }: { readonly request: RequestInfo }): SaveConditions {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch, 'if-unmodified-since': since } = request.headers;
  // A date that is none is passed over (RFC 9110, 13.1.4).
  const date = ifMatch === undefined && since !== undefined ? Date.parse(since) : Number.NaN;
  return {
    ...(ifMatch ? { ifMatch: hashesOf(ifMatch) } : {}),
    ifAbsent: ifNoneMatch?.trim() === '*',
    ...(Number.isNaN(date) ? {} : { unmodifiedSince: date }),
  };
}

type Parts = {
  readonly contents: Contents;
  readonly keepers: Keepers;
  readonly baseUrl: string;
  /** Without it nothing is answered later. */
  readonly operations: LongOperations | undefined;
  readonly tracer: Tracer | undefined;
};

async function save(
  { contents, keepers, baseUrl, tracer }: Parts,
  call: Call<Operations['saveContents']>,
): Promise<Sent> {
  const { params, body, longText, reply } = call;
  if (!body || (Object.keys(body).length === 0 && !longText)) {
    const entry = await contents.create(params.path, {});
    return reply(201, entry, entryHeaders(entry, baseUrl));
  }
  if (body.copy_from) throw new ContentsError('bad_request', 'Cannot copy with PUT, only POST');
  if (body.path && contents.isHidden(body.path))
    throw new ContentsError('hidden', `Cannot create file or directory '${params.path}'`);
  const wanted = { path: trimSlashes(params.path), model: saveModel(call), conditions: conditionsOf(call) };
  const { entry, created, hash } = await keepers.aroundSave({ ...wanted, client: contentsClient(call) }, () =>
    traced(tracer, 'save', { 'jupyter.contents.type': wanted.model.type }, () =>
      contents.save(params.path, wanted.model, wanted.conditions),
    ),
  );
  return reply(created ? 201 : 200, entry, {
    ...entryHeaders(entry, baseUrl),
    ...(hash === undefined ? {} : { etag: `"${hash}"` }),
  });
}

async function rename(contents: Contents, source: string, target: string | undefined): Promise<Entry> {
  if (target !== undefined) return await contents.rename(source, target);
  return await contents.read(source, { content: false });
}

/** The handlers of `/api/contents/{path}`. */
export function contentsRoutes(parts: Parts): ContentsHandlers {
  const { contents, keepers, baseUrl, operations } = parts;
  return {
    getContents: (call) =>
      answering(async () => {
        await keepers.beforeRead(trimSlashes(call.params.path), contentsClient(call));
        return await sendEntry(contents, call, baseUrl);
      }, 404),
    createContents: ({ params, body, request, user, reply }) =>
      answering(async () => {
        if (body?.copy_from) await keepers.beforeRead(trimSlashes(body.copy_from), copying);
        return await answerLong(body?.copy_from ? operations : undefined, {
          kind: 'copy',
          title: `Copy ${body?.copy_from} into ${params.path || 'the root'}`,
          request,
          user,
          work: (task) => answering(() => createIn(contents, params.path, body, task)),
          answer: (entry) => reply(201, entry, entryHeaders(entry, baseUrl)),
          outcome: (entry) => ({ status: 201, location: locationOf(entry, baseUrl), body: entry }),
          later: (later, headers) => reply(202, later, headers),
        });
      }),
    saveContents: (call) => answering(() => save(parts, call)),
    renameContents: ({ params, body, reply }) =>
      answering(async () => {
        if (!body) throw new ContentsError('bad_request', 'JSON body missing');
        const entry = await rename(contents, params.path, body.path);
        return reply(200, entry, entryHeaders(entry, baseUrl));
      }),
    deleteContents: ({ params, request, user, reply }) =>
      answerLong(operations, {
        kind: 'delete',
        title: `Delete ${params.path}`,
        request,
        user,
        work: (task) => answering(() => contents.delete(params.path, task)),
        answer: () => reply(204),
        outcome: () => ({ status: 204 }),
        later: (later, headers) => reply(202, later, headers),
      }),
  };
}

/** A folder's entry of this name, where the path of an operation on a file could also mean it. */
export async function entryInFolder(contents: Contents, path: string, name: string): Promise<string | undefined> {
  if ((await contents.kind(path)) !== 'directory') return undefined;
  const inner = joinPath(path, name);
  return (await contents.exists(inner)) ? inner : undefined;
}
