import { STATUS_CODES } from 'node:http';
import { HttpError } from '@himalia/contracts/http';
import type { Log } from '@himalia/core';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorPage } from './error-page.ts';
import { LoginNeeded } from './gate.ts';
import { plainPage, plainPageHeaders } from './plain-page.ts';

/** Fastify's own refusals, in our words. */
function refusal(error: FastifyError, limit: number | undefined): HttpError | undefined {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new HttpError(413, `The body is larger than the ${limit} bytes that this operation takes`);
  const status = error.statusCode;
  if (status === undefined || status < 400 || status >= 500) return undefined;
  return new HttpError(status, error.message);
}

/** What of a failure the client may see: refusals whole, faults only as such. */
function asHttpError(error: unknown, log: Log, what: string, limit: number | undefined): HttpError {
  if (error instanceof HttpError) return error;
  const refused = refusal(error as FastifyError, limit);
  if (refused) return refused;
  log.error(`${what} failed`, { error: (error as Error)?.stack ?? String(error) });
  return new HttpError(500, 'Unhandled error', null, { traceback: '' });
}

function wantsPage(request: FastifyRequest): boolean {
  if (request.routeOptions.config.operation) return request.routeOptions.config.operation.page;
  return !request.url.includes('/api/') && String(request.headers.accept ?? '').includes('text/html');
}

function answer(request: FastifyRequest, reply: FastifyReply, error: HttpError, baseUrl: string): void {
  const { status, message, reason, details } = error;
  const title = reason ?? STATUS_CODES[status] ?? 'Error';
  if (status === 413) void reply.header('connection', 'close');
  if (wantsPage(request))
    void reply
      .code(status)
      .headers(plainPageHeaders(baseUrl) as Record<string, string>)
      .send(plainPage(title, errorPage(status, title, message, baseUrl)));
  else
    void reply
      .code(status)
      .type('application/json')
      .send(Buffer.from(JSON.stringify({ message, reason, ...details })));
}

/** Every failure leaves as Jupyter's `{message, reason}`, or as a page where a browser asked for one. */
export function answerErrors(server: FastifyInstance, log: Log, baseUrl: string): void {
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof LoginNeeded) return reply.redirect(error.location, 302);
    const path = request.originalUrl.split('?', 1)[0];
    answer(
      request,
      reply,
      asHttpError(error, log, `${request.method} ${path}`, request.routeOptions.bodyLimit),
      baseUrl,
    );
    return reply;
  });
}
