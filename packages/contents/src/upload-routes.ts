import { Readable } from 'node:stream';
import type { Contents, Upload, Uploads } from '@himalia/contracts/contents';
import {
  type Call,
  type Handlers,
  type Headers,
  HttpError,
  type RequestInfo,
  type Sent,
} from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/uploads';
import { writeBytes } from './abilities.ts';
import { conditionsOf } from './contents-routes.ts';
import { answering, entryHeaders } from './http-answer.ts';

const version = '1.0.0';
const pieceType = 'application/offset+octet-stream';

type AnyCall = Pick<Call<Operations['getUpload']>, 'request'>;

/** A client that does not say which version it speaks, such as curl, is taken for one of ours. */
function checkVersion({ headers }: RequestInfo): void {
  const given = headers['tus-resumable'];
  if (given !== undefined && given !== version)
    throw new HttpError(412, `This server speaks version ${version} of the protocol, not ${String(given)}`);
}

function numberIn({ headers }: RequestInfo, name: string): number {
  const text = String(headers[name] ?? '');
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new HttpError(400, `${name} is not a number of bytes`);
  return number;
}

/** The path in tus' metadata: `path`, or as most clients send it, `filename`. */
function pathIn({ headers }: RequestInfo): string {
  const pairs = String(headers['upload-metadata'] ?? '')
    .split(',')
    .map((pair) => pair.trim().split(' '));
  const values = new Map(pairs.map(([key, value = '']) => [key, Buffer.from(value, 'base64').toString()]));
  const path = values.get('path') ?? values.get('filename');
  if (!path) throw new HttpError(400, 'Upload-Metadata names neither a path nor a filename');
  return path;
}

function headersOf({ offset, length, expires }: Upload): Headers {
  return {
    'tus-resumable': version,
    'upload-offset': offset,
    'upload-length': length,
    'upload-expires': expires.toUTCString(),
    'cache-control': 'no-store',
  };
}

const asModel = (upload: Upload) => ({ ...upload, expires: upload.expires.toISOString() });

async function saveFile(contents: Contents, baseUrl: string, call: Call<Operations['putFile']>): Promise<Sent> {
  const { params, body = Readable.from([]), reply } = call;
  const { entry, created, hash } = await writeBytes(contents, params.path, body, conditionsOf(call));
  const headers = { ...entryHeaders(entry, baseUrl), ...(hash === undefined ? {} : { etag: `"${hash}"` }) };
  return reply(created ? 201 : 200, entry, headers);
}

/** The handlers of uploads. */
export function uploadRoutes(contents: Contents, baseUrl: string): Handlers<Operations> {
  const asking = <T>({ request }: AnyCall, work: (uploads: Uploads) => Promise<T>): Promise<T> =>
    answering(async () => {
      checkVersion(request);
      if (!contents.uploads) throw new HttpError(501, 'These contents have no resumable uploads');
      return await work(contents.uploads);
    });
  return {
    putFile: (call) => answering(() => saveFile(contents, baseUrl, call)),
    createUpload: (call) =>
      asking(call, async (uploads) => {
        const { request, reply } = call;
        const length = numberIn(request, 'upload-length');
        const upload = await uploads.create(pathIn(request), length, conditionsOf(call));
        const location = `${baseUrl}api/himalia/uploads/${upload.id}`;
        return reply(201, asModel(upload), { ...headersOf(upload), location });
      }),
    getUpload: (call) =>
      asking(call, async (uploads) => {
        const upload = await uploads.find(call.params.upload_id);
        return call.reply(200, asModel(upload), headersOf(upload));
      }),
    continueUpload: (call) =>
      asking(call, async (uploads) => {
        const { params, request, body } = call;
        if (request.headers['content-type'] !== pieceType) throw new HttpError(415, `The type must be ${pieceType}`);
        const offset = numberIn(request, 'upload-offset');
        const upload = await uploads.append(params.upload_id, offset, body ?? Readable.from([]));
        const { 'upload-length': _, ...headers } = headersOf(upload);
        return call.reply(204, undefined, headers);
      }),
    endUpload: (call) =>
      asking(call, async (uploads) => {
        await uploads.discard(call.params.upload_id);
        return call.reply(204, undefined, { 'tus-resumable': version });
      }),
  };
}
