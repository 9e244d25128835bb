import { Readable } from 'node:stream';
import {
  type Authentication,
  type Call,
  type FileOptions,
  type Headers,
  HttpError,
  type Sent,
} from '@himalia/contracts/http';
import type { AnyContract, Operation } from '@himalia/core';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { bind } from './bind.ts';
import { longTexts, rawBodies } from './body.ts';
import { operationsOf, type ReadOperation } from './operations.ts';
import { decodeTail, routePattern } from './paths.ts';
import { tagged } from './reply-headers.ts';
import type { IncomingRequest } from './request-info.ts';
import { operationRule } from './rule.ts';
import type { Validation } from './validation.ts';

/** What the gate left on a request. */
export type Admitted = {
  readonly info: IncomingRequest;
  readonly authentication: Authentication | undefined;
  readonly tail: string | undefined;
};
type AnyCall = Call<
  Operation & { params: Record<string, string>; query: Record<string, unknown>; replies: Record<number, unknown> }
>;
export type AnyHandler = (call: AnyCall) => Sent | Promise<Sent>;

export type Mounting = {
  readonly server: FastifyInstance;
  readonly validation: Validation;
  readonly validateReplies: boolean;
};
const sent = true as unknown as Sent;

/** The values of a path's parameters, decoded; a path that does not fit is no such thing: 404. */
export function paramsOf(
  request: FastifyRequest,
  names: readonly string[],
  tailName: string | undefined,
  tail: string | undefined,
): Record<string, string> {
  const routed = request.params as Record<string, string>;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = name === tailName ? decodeTail(tail ?? '') : routed[`p${index}`];
    if (value === undefined) throw new HttpError(400, `The path is not valid UTF-8`);
    params[name] = value;
  }
  return params;
}

type Known = { readonly mediaTypes: readonly string[] };

/** Bytes, text, a stream or nothing, of the document's first media type. */
function sendBytes(request: FastifyRequest, reply: FastifyReply, body: unknown, { mediaTypes }: Known): void {
  const complete = body instanceof Uint8Array || typeof body === 'string';
  if (body !== undefined && !reply.hasHeader('content-type'))
    void reply.type(mediaTypes[0] ?? 'application/octet-stream');
  void reply.send(complete ? tagged(request, reply, body) : (body ?? ''));
}

/** Text up to this leaves in one write with its headers; longer text is encoded once, not each time it is looked at. */
const shortText = 16_384;
const asItIs = (text: unknown): string => text as string;

function sendJson(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
  if (!reply.hasHeader('content-type')) void reply.header('content-type', 'application/json');
  // Without a serializer of its own, text would get a charset.
  void reply.serializer(asItIs).send(tagged(request, reply, body instanceof Uint8Array ? body : written(body)));
}

function written(body: unknown): string | Uint8Array {
  const text = JSON.stringify(body);
  return text.length <= shortText ? text : Buffer.from(text);
}

function replier(
  reply: FastifyReply,
  request: FastifyRequest,
  { id, replies }: ReadOperation,
  check: ReturnType<typeof replyChecks> | undefined,
): AnyCall['reply'] {
  return ((status: number, body: unknown, headers: Headers = {}) => {
    const known = replies.get(status);
    const streamed = body instanceof Readable;
    const problem = known ? !streamed && check?.(status, body) : 'the document has no such status';
    if (!known || problem) throw new Error(`${id} replied ${status} against its document: ${problem}`);
    void reply.code(status).headers(headers as Record<string, string>);
    if (known.schema === undefined || streamed) sendBytes(request, reply, body, known);
    else sendJson(request, reply, body);
    return sent;
  }) as AnyCall['reply'];
}

function replyChecks(operation: ReadOperation, validation: Validation) {
  const checks = new Map(
    [...operation.replies].flatMap(([status, { schema }]) =>
      schema ? [[status, validation.checker(operation.contract, schema, 'exact')] as const] : [],
    ),
  );
  return (status: number, body: unknown): string | undefined =>
    checks.get(status)?.(body instanceof Uint8Array ? JSON.parse(Buffer.from(body).toString() || 'null') : body);
}

/** Registers one operation: route, checks of what comes in, handler, checks of what goes out. */
function mountOperation(mounting: Mounting, operation: ReadOperation, handler: AnyHandler): void {
  const { server, validation } = mounting;
  const { url, names } = routePattern(operation.route.path);
  const checkParams = validation.parameters(operation.contract, operation.params);
  const checkQuery = validation.parameters(operation.contract, operation.query);
  const checkBody =
    operation.body &&
    validation.checker(operation.contract, operation.body, operation.bodyType === 'form' ? 'coerce' : 'exact');
  const checkReply = mounting.validateReplies ? replyChecks(operation, validation) : undefined;

  function validated(request: FastifyRequest, tail: string | undefined) {
    const params = paramsOf(request, names, operation.tail, tail);
    const badPath = checkParams(params);
    if (badPath) throw new HttpError(404, `No such path: ${badPath}`);
    const query = { ...(request.query as Record<string, unknown>) };
    const badQuery = checkQuery(query);
    if (badQuery) throw new HttpError(400, `query: ${badQuery}`);
    const { body } = request;
    if (body === undefined && operation.bodyRequired) throw new HttpError(400, 'No JSON data provided');
    const badBody = body === undefined ? undefined : checkBody?.(body);
    if (badBody) throw new HttpError(400, `body: ${badBody}`);
    return { params, query, body };
  }

  server.route({
    method: operation.route.method as HTTPMethods,
    url,
    bodyLimit: operation.maxBody,
    config: { operation, rule: operationRule(operation) },
    async handler(request, reply) {
      const { info, authentication, tail } = request.admitted;
      await handler({
        ...validated(request, tail),
        rawBody: rawBodies.get(request.raw),
        longText: longTexts.get(request.raw),
        request: info,
        user: authentication?.user,
        via: authentication?.via,
        reply: replier(reply, request, operation, checkReply),
        file: async (path: string, options?: FileOptions) => {
          const { replyWithFile } = await import('./file-reply.ts'); // the first file brings the library
          await replyWithFile(request, reply, path, options);
          return sent;
        },
        redirect(status: 301 | 302, location: string) {
          void reply.redirect(location, status);
          return sent;
        },
      });
      return reply;
    },
  });
}

/** Mounts a contract's operations; exactly one handler for each, or the contract is refused. */
export function mountOperations(
  mounting: Mounting,
  contract: AnyContract,
  handlers: Readonly<Record<string, AnyHandler>>,
): readonly ReadOperation[] {
  const bound = bind(contract, operationsOf(contract), handlers);
  mounting.validation.add(contract);
  for (const [operation, handler] of bound) mountOperation(mounting, operation, handler);
  return bound.map(([operation]) => operation);
}
