import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { type Contents, ContentsError, contentsClient, type Operations } from '@himalia/contracts/contents';
import type { Call, Handlers, Http, Sent } from '@himalia/contracts/http';
import { trimSlashes } from '@himalia/core';
import { openFile } from './file-bytes.ts';
import { answering, quotePath } from './http-answer.ts';
import type { Keepers } from './keepers.ts';
import { mimeTypeOf } from './mime-type.ts';
import { decodeText } from './notebook-file.ts';
import { notFound, splitPath } from './root.ts';
import { viewPage } from './view-page.ts';

type FileHandlers = Omit<
  Handlers<Operations>,
  | 'getContents'
  | 'createContents'
  | 'saveContents'
  | 'renameContents'
  | 'deleteContents'
  | 'listCheckpoints'
  | 'createCheckpoint'
  | 'restoreCheckpoint'
  | 'deleteCheckpoint'
  | 'trustNotebook'
>;
type Parts = { readonly contents: Contents; readonly keepers: Keepers; readonly http: Http };
/** Enough of a file to tell text from other bytes. */
const sampleBytes = 65_536;

/** A file of unknown type is text where it begins as UTF-8 does. */
async function sniffType(local: string, path: string): Promise<string> {
  const { handle } = await openFile(local, path);
  await using _closed = handle;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
  // A sample may end inside a character.
  const lengths = bytesRead < sampleBytes ? [bytesRead] : [0, 1, 2, 3].map((cut) => bytesRead - cut);
  const isText = lengths.some((length) => decodeText(buffer.subarray(0, length)) !== undefined);
  return isText ? 'text/plain; charset=UTF-8' : 'application/octet-stream';
}

async function contentTypeOf(local: string, path: string): Promise<string> {
  const type = mimeTypeOf(path);
  if (type === undefined) return await sniffType(local, path);
  return type === 'text/plain' ? 'text/plain; charset=UTF-8' : type;
}

/** Refuses what may not be given away. Throws `not_found` and, for folders, `forbidden`. */
async function checkVisible(contents: Contents, path: string): Promise<void> {
  const kind = contents.isHidden(path) ? undefined : await contents.kind(path);
  if (kind === undefined) throw notFound(path);
  if (kind !== 'file') throw new ContentsError('forbidden', `${path} is not a file`);
}

/** The type of bytes that are no file here: by their name, else by how they begin. The stream can be read from its begin. */
async function typeOfStream(stream: Readable, path: string): Promise<string> {
  const type = mimeTypeOf(path);
  if (type !== undefined) return type === 'text/plain' ? 'text/plain; charset=UTF-8' : type;
  await once(stream, 'readable');
  const piece: Buffer | null = stream.read();
  if (piece !== null) stream.unshift(piece);
  const isText = [0, 1, 2, 3].some(
    (cut) => decodeText((piece ?? Buffer.alloc(0)).subarray(0, -cut || undefined)) !== undefined,
  );
  return isText ? 'text/plain; charset=UTF-8' : 'application/octet-stream';
}

async function sendFile({ contents, keepers, http }: Parts, call: Call<Operations['getFile']>): Promise<Sent> {
  const { params, query } = call;
  await checkVisible(contents, params.path);
  await keepers.beforeRead(trimSlashes(params.path), contentsClient(call));
  const { name } = splitPath(params.path);
  const attached = Boolean(query.download) || name.toLowerCase().endsWith('.ipynb');
  const headers = {
    // HTML and SVG of the root run without the user's rights.
    'content-security-policy': `frame-ancestors 'self'; report-uri ${http.baseUrl}api/security/csp-report; sandbox allow-scripts`,
    'x-content-type-options': 'nosniff',
    ...(attached ? { 'content-disposition': `attachment; filename*=utf-8''${quotePath(name)}` } : {}),
  };
  const local = contents.localPath(params.path);
  if (local !== undefined)
    return await call.file(local, { contentType: await contentTypeOf(local, params.path), headers });
  const stream = await contents.stream(params.path);
  return call.reply(200, stream, { ...headers, 'content-type': await typeOfStream(stream, params.path) });
}

/** The handlers of `/files`, `/view` and the former address of contents. */
export function fileRoutes(parts: Parts): FileHandlers {
  const { contents, http } = parts;
  const toContents = ({ params, redirect }: Pick<Call<Operations['getLegacyNotebook']>, 'params' | 'redirect'>): Sent =>
    redirect(302, `${http.baseUrl}api/contents/${quotePath(params.path)}`);
  return {
    getFile: (call) => answering(() => sendFile(parts, call), 404),
    viewFile: ({ params, reply }) =>
      answering(async () => {
        if ((await contents.kind(params.path)) !== 'file') throw notFound(params.path);
        const page = viewPage(splitPath(params.path).name, `${http.baseUrl}files/${quotePath(params.path)}`);
        return reply(200, page, { 'content-type': 'text/html; charset=UTF-8' });
      }, 404),
    getLegacyNotebook: toContents,
    putLegacyNotebook: toContents,
    patchLegacyNotebook: toContents,
    postLegacyNotebook: toContents,
    deleteLegacyNotebook: toContents,
  };
}
