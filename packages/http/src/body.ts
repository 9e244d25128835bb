import type { IncomingMessage } from 'node:http';
import { HttpError } from '@himalia/contracts/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ReadOperation } from './operations.ts';

/** The bytes of JSON bodies, kept for operations with `x-raw-body`. */
export const rawBodies: WeakMap<IncomingMessage, Buffer> = new WeakMap();
const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new HttpError(400, 'Invalid JSON in body of request: the bytes are not UTF-8');
  }
  try {
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, `Invalid JSON in body of request: ${(error as Error).message}`);
  }
}

function parse(operation: ReadOperation | undefined, request: FastifyRequest, bytes: Buffer): unknown {
  if (operation?.bodyType === 'form') return Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));
  if (operation?.bodyType !== 'json') return undefined;
  if (operation.keepsRawBody) rawBodies.set(request.raw, bytes);
  return parseJson(bytes);
}

/**
 * Jupyter's clients name media types loosely (JSON without a type, or as a form; a JSON type on a GET), so the document
 * decides how a body is read, not the header. An operation without a body drops what is sent.
 */
export function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      done(null, parse(request.routeOptions.config.operation, request, bytes as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}
