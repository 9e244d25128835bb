import type { RequestInfo } from '@himalia/contracts/http';

const authorization = /^\s*(?:token|bearer)\s+(\S+)\s*$/i;

/** The token that a request carries: `?token=` first, then `Authorization: token …` or `Bearer …`. */
export function givenToken({ url, headers }: Pick<RequestInfo, 'url' | 'headers'>): string | undefined {
  const query = url.indexOf('?');
  const inUrl = query < 0 ? undefined : new URLSearchParams(url.slice(query + 1)).get('token');
  if (inUrl) return inUrl;
  return authorization.exec(headers.authorization ?? '')?.[1];
}
