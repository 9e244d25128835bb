import type { IncomingMessage, ServerResponse } from 'node:http';

/** Paths that end in a slash by right. */
const exempt = /^\/lab\/api\/(licenses|settings|workspaces|translations)\/$/;

/** Sends a GET of `/x/` to `/x`, as Jupyter's servers do, before anything else; answers whether it did. */
export function trailingSlash(request: IncomingMessage, response: ServerResponse, baseUrl: string): boolean {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (
    !path.endsWith('/') ||
    path === baseUrl ||
    path === '/' ||
    (request.method !== 'GET' && request.method !== 'HEAD')
  )
    return false;
  if (exempt.test(path.slice(baseUrl.length - 1))) return false;
  const location = `/${path.replaceAll(/^[/\\]+|\/+$/g, '')}${end < 0 ? '' : url.slice(end)}`;
  response.writeHead(302, { location, 'content-length': 0 }).end();
  return true;
}
