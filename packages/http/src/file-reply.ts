import { ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { isUtf8MimeType, mime, send } from '@fastify/send';
import { type FileOptions, HttpError } from '@himalia/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PumpedFile } from './pumped-file.ts';

/** Beside a file, its compressed forms, best first. */
const codings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
/** Where Jupyter's servers name a type otherwise than the table does. */
const types: Readonly<Record<string, string>> = {
  js: 'application/javascript',
  mjs: 'application/javascript',
  ico: 'image/vnd.microsoft.icon',
};
const cacheControl = { immutable: 'public, max-age=31536000, immutable', 'no-cache': 'no-cache' };

function typeOf(path: string): string {
  const type =
    types[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? mime.getType(path) ?? 'application/octet-stream';
  return isUtf8MimeType(type) ? `${type}; charset=UTF-8` : type;
}

async function compressed(path: string, accepted: string): Promise<{ path: string; coding: string } | undefined> {
  for (const [coding, suffix] of codings) {
    if (!accepted.includes(coding)) continue;
    const found = await stat(path + suffix).catch(() => undefined);
    if (found?.isFile()) return { path: path + suffix, coding };
  }
  return undefined;
}

/** The stream of an answer: a file's is pumped, anything else (an error, several ranges) is as it is. */
function pumped(stream: Readable, headers: Readonly<Record<string, unknown>>): Readable {
  const length = Number(headers['Content-Length'] ?? Number.NaN);
  if (!(stream instanceof ReadStream) || Number.isNaN(length)) return stream;
  const [, start = '0'] = /^bytes (\d+)-/.exec(String(headers['Content-Range'] ?? '')) ?? [];
  return new PumpedFile(stream, Number(start), length);
}

/** Answers with a file: ranges, If-Modified-Since and HEAD as HTTP has them. */
export async function replyWithFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  options: FileOptions = {},
): Promise<void> {
  const accepted = request.headers.range === undefined ? String(request.headers['accept-encoding'] ?? '') : '';
  const other = options.precompressed ? await compressed(path, accepted) : undefined;
  const served = other?.path ?? path;
  const result = await send(request.raw, `/${encodeURIComponent(basename(served))}`, {
    root: dirname(served),
    dotfiles: 'allow',
    cacheControl: false,
    contentType: false,
    etag: false,
    index: false,
  });
  if (result.type === 'directory') throw new HttpError(404, 'Not Found');
  if (result.type === 'error' && result.statusCode !== 416) throw new HttpError(result.statusCode, 'Not Found');
  void reply.code(result.statusCode).headers(result.headers);
  if (result.statusCode !== 304) void reply.header('content-type', options.contentType ?? typeOf(path));
  if (options.precompressed) void reply.header('vary', 'Accept-Encoding');
  if (other) void reply.header('content-encoding', other.coding);
  await reply
    .header('cache-control', cacheControl[options.cache ?? 'no-cache'])
    .headers((options.headers ?? {}) as Record<string, string>)
    .send(pumped(result.stream, result.headers));
}
