import { WebSocket } from 'ws';

/** Where a server is and what opens it. */
export type Owned = { readonly url: string; readonly token: string };
type Body = Exclude<RequestInit['body'], undefined>;
export type AskInit = Omit<RequestInit, 'body'> & { body?: unknown };

const login = ({ token }: Owned): Record<string, string> => (token === '' ? {} : { authorization: `token ${token}` });

/** Asks as the token's owner; `path` is relative to the base URL. A body that is no text or bytes is sent as JSON. */
export function askAsOwner(server: Owned, path: string, init: AskInit = {}): Promise<Response> {
  return fetch(new URL(path.replace(/^\//, ''), server.url), {
    redirect: 'manual',
    ...init,
    headers: { ...login(server), ...(init.headers as Record<string, string>) },
    body: bodyOf(init.body),
  });
}

/** Opens a WebSocket as the token's owner. */
export function socketAsOwner(
  server: Owned,
  path: string,
  protocols: readonly string[] = [],
  headers: Readonly<Record<string, string>> = login(server),
): WebSocket {
  const url = new URL(path.replace(/^\//, ''), server.url.replace(/^http/, 'ws'));
  return new WebSocket(url, [...protocols], { headers: { ...headers } });
}

function bodyOf(body: unknown): Body {
  if (body === undefined || body === null) return null;
  const isPlain = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
  return isPlain ? (body as Body) : JSON.stringify(body);
}
