import { Readable } from 'node:stream';
import {
  type Contents,
  ContentsError,
  type Entry,
  type Operations,
  type ReadOptions,
} from '@himalia/contracts/contents';
import type { Call, Sent } from '@himalia/contracts/http';
import { partRange, readPage, readPart, streamEntries } from './abilities.ts';
import { entryHeaders, quotePath } from './http-answer.ts';
import { knownType } from './known-type.ts';
import { isLarge, largeFolderBytes, largeModelBytes, largeModelTag } from './large-model.ts';

type Get = Call<Operations['getContents']>;
const lines = 'application/x-ndjson';
const defaultLimit = 1000;

export function readOptions({ type, format, content, hash }: Get['query']): ReadOptions {
  return { ...knownType(type), ...(format ? { format } : {}), content: content !== '0', hash: hash === '1' };
}

/** A cursor is the last name of the page before, so that it means the same whatever happens to the folder. */
function afterOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const name = Buffer.from(cursor, 'base64url').toString();
  if (name === '' || Buffer.from(name).toString('base64url') !== cursor)
    throw new ContentsError('bad_request', 'The cursor is none that this server gave; begin again without one');
  return name;
}

async function sendPage(contents: Contents, { params, query, reply }: Get, baseUrl: string): Promise<Sent> {
  const { limit = defaultLimit, cursor } = query;
  const { folder, next } = await readPage(contents, params.path, limit, afterOf(cursor));
  if (next === undefined) return reply(200, { ...folder, next_cursor: null }, entryHeaders(folder));
  const nextCursor = Buffer.from(next).toString('base64url');
  const link = `<${baseUrl}api/contents/${quotePath(params.path)}?limit=${limit}&cursor=${nextCursor}>; rel="next"`;
  return reply(200, { ...folder, next_cursor: nextCursor }, { ...entryHeaders(folder), link });
}

async function* linesOf(batches: AsyncIterable<readonly Entry[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

async function sendLines(contents: Contents, { params, reply }: Get): Promise<Sent> {
  const batches = await streamEntries(contents, params.path);
  return reply(200, Readable.from(linesOf(batches), { objectMode: false }), { 'content-type': lines });
}

/** Whether a client asks for lines; whoever accepts anything gets one JSON value, as ever. */
function wantsLines({ request }: Get): boolean {
  return String(request.headers.accept ?? '').includes(lines);
}

/** Answers with a model: whole, or the page, part or stream that was asked for. */
export async function sendEntry(contents: Contents, call: Get, baseUrl: string): Promise<Sent> {
  const { params, query, reply } = call;
  const range = partRange(query.cells, query.lines);
  if (range) {
    const part = await readPart(contents, params.path, range, query.hash === '1');
    return reply(200, part, entryHeaders(part));
  }
  const inLines = wantsLines(call);
  const inParts = inLines || query.limit !== undefined || query.cursor !== undefined;
  if (inParts && (query.content ?? '1') === '1' && (await contents.kind(params.path)) === 'directory')
    return inLines ? await sendLines(contents, call) : await sendPage(contents, call, baseUrl);
  return await sendWhole(contents, call);
}

async function sendWhole(contents: Contents, { params, query, reply }: Get): Promise<Sent> {
  const options = readOptions(query);
  // With its content the hash of a file costs little, and makes a tag of the answer.
  const found = await contents.read(params.path, options.content ? { ...options, hash: true } : options);
  const entry = options.hash ? found : { ...found, hash: null, hash_algorithm: null };
  if (!found.hash || !isLarge(entry)) return reply(200, (await largeFolderBytes(entry)) ?? entry, entryHeaders(entry));
  return reply(200, largeModelBytes(entry), { ...entryHeaders(entry), etag: largeModelTag(entry, found.hash) });
}
