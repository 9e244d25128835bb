import { HttpError, type RequestInfo } from '@himalia/contracts/http';
import { xsrfProblem } from './xsrf.ts';

const ownSite = new Set(['same-origin', 'none']);

function refererHost(referer: string): string | undefined {
  return URL.canParse(referer) ? new URL(referer).host : undefined;
}

/**
 * Refuses to give a file to a page of another site by the user's cookie: scripts and data of the root must not be readable
 * from there. Needed is the XSRF token, a page of this server as the referer, or a browser that says that the request comes
 * from this origin or from the user (Fetch Metadata).
 */
export function checkSameSite(request: RequestInfo, xsrfGiven: string | undefined): void {
  const { cookie, referer, 'sec-fetch-site': site } = request.headers;
  if (xsrfProblem(cookie, xsrfGiven, request.method) === undefined) return;
  if (typeof site === 'string' && ownSite.has(site)) return;
  if (referer === undefined) throw new HttpError(403, 'Blocking request from unknown origin');
  if (refererHost(referer) === request.host) return;
  throw new HttpError(403, `Blocking Cross Origin request from ${refererHost(referer) ?? 'an unreadable referer'}`);
}
