import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { HttpError, type LongText } from '@himalia/contracts/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { cutLongText, isPlaceholder } from './long-text.ts';
import type { ReadOperation } from './operations.ts';

/** The text of JSON bodies, kept for operations with `x-raw-body`. */
export const rawBodies: WeakMap<IncomingMessage, string> = new WeakMap();
/** The text that `x-long-text` names, where it was long; it is not in the parsed body then. */
export const longTexts: WeakMap<IncomingMessage, LongText> = new WeakMap();

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A byte order mark is no part of the text. */
function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HttpError(400, 'Invalid JSON in body of request: the bytes are not UTF-8');
  } finally {
    free(bytes);
  }
}

/** Gives memory back at once, where it is this buffer's alone: the garbage collector would let some 64 MB gather first. */
function free({ buffer, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}

function parseJson(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, `Invalid JSON in body of request: ${(error as Error).message}`);
  }
}

function parse(operation: ReadOperation | undefined, request: FastifyRequest, bytes: Buffer): unknown {
  if (operation?.bodyType === 'form') return Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));
  if (operation?.bodyType !== 'json') return undefined;
  const { longText } = operation;
  const cut = longText === undefined ? undefined : cutLongText(bytes, longText);
  if (longText !== undefined && cut) {
    const { [longText]: mark, ...rest } = (parseJson(textOf(cut.rest)) ?? {}) as Record<string, unknown>;
    if (isPlaceholder(mark)) {
      longTexts.set(request.raw, { bytes: cut.text, text: () => String(parseJson(`"${textOf(cut.text)}"`)) });
      return rest;
    }
  }
  const text = textOf(bytes);
  if (operation.keepsRawBody) rawBodies.set(request.raw, text);
  return parseJson(text);
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, `The body is larger than the ${limit} bytes that this operation takes`);
}

/**
 * A body of a known length up to this is collected where it will be: what has not arrived takes addresses, not memory. Of more,
 * memory is taken as it arrives.
 */
const maxTakenAhead = 64 * 1024 * 1024;

/** Collects a body of at most so many bytes. */
async function readWhole(stream: AsyncIterable<Buffer>, limit: number, declared: number): Promise<Buffer> {
  if (declared > 0 && declared <= maxTakenAhead) return await readInto(stream, Buffer.allocUnsafeSlow(declared));
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of stream) {
      size += piece.length;
      if (size > limit) throw tooLarge(limit);
      pieces.push(piece);
    }
  } catch (error) {
    throw error instanceof HttpError ? error : new HttpError(400, 'The request ended before its body did');
  }
  return Buffer.concat(pieces, size);
}

/** The same of a known length. */
async function readInto(stream: AsyncIterable<Buffer>, whole: Buffer): Promise<Buffer> {
  let size = 0;
  try {
    for await (const piece of stream) {
      size += piece.copy(whole, size);
      free(piece);
    }
  } catch {
    throw new HttpError(400, 'The request ended before its body did');
  }
  return whole.subarray(0, size);
}

/**
 * Jupyter's clients name media types loosely (JSON without a type, or as a form; a JSON type on a GET), so the document
 * decides how a body is read, not the header. An operation without a body drops what is sent; one whose body is neither JSON
 * nor a form gets it as it arrives, as a stream.
 */
export function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
    const { config, bodyLimit = 0 } = request.routeOptions;
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > bodyLimit) throw tooLarge(bodyLimit);
    if (config.operation?.bodyType === 'stream') return payload satisfies Readable;
    // Who sends too much is answered: the connection ends after that, not with the reading.
    const pieces = payload.iterator({ destroyOnReturn: false });
    return parse(config.operation, request, await readWhole(pieces, bodyLimit, declared));
  });
}
