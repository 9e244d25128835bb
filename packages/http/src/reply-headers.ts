import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

type Named = readonly (readonly [name: string, value: string])[];

/**
 * What answers carry unless they say otherwise, by what is answered: an API's answer never runs, a page runs in our frames
 * only. `configured` goes before ours.
 */
export function headersOfAnswers(
  baseUrl: string,
  configured: Readonly<Record<string, string>>,
): { readonly json: Named; readonly other: Named } {
  const policy = `frame-ancestors 'self'; report-uri ${baseUrl}api/security/csp-report`;
  const lower = Object.fromEntries(Object.entries(configured).map(([name, value]) => [name.toLowerCase(), value]));
  const all = (contentPolicy: string): Named =>
    Object.entries({
      server: 'Himalia',
      'x-content-type-options': 'nosniff',
      // A page's address may hold the token.
      'referrer-policy': 'strict-origin-when-cross-origin',
      'content-security-policy': contentPolicy,
      ...lower,
    });
  return { json: all(`${policy}; default-src 'none'`), other: all(policy) };
}

export function isJson(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type') ?? '').startsWith('application/json');
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
  if (known === undefined || !(known === '*' || known.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)))
    return body;
  void reply.code(304).removeHeader('content-type');
  return undefined; // null would get a type and a length
}
