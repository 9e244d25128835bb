import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Content security policies by what is answered: an API's answer never runs, a page runs in our frames only. */
export function securityHeaders(baseUrl: string, json: boolean): Record<string, string> {
  const policy = `frame-ancestors 'self'; report-uri ${baseUrl}api/security/csp-report`;
  return {
    server: 'Himalia',
    'x-content-type-options': 'nosniff',
    'content-security-policy': json ? `${policy}; default-src 'none'` : policy,
  };
}

/** Tags a complete answer, and turns it into 304 when the client has it. */
export function tagged(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string | Uint8Array,
): string | Uint8Array | undefined {
  if (request.method !== 'GET' || reply.statusCode !== 200) return body;
  const tag = String(reply.getHeader('etag') ?? `"${hash('sha1', body)}"`);
  void reply.header('etag', tag);
  const known = request.headers['if-none-match'];
  if (known === undefined || !(known === '*' || known.split(/\s*,\s*/).some((one) => one.replace(/^W\//, '') === tag)))
    return body;
  void reply.code(304).removeHeader('content-type');
  return undefined; // null would get a type and a length
}
