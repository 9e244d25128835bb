import type { IncomingMessage, ServerResponse } from 'node:http';
import { trimSlashes } from '@himalia/core';

/** Paths that end in a slash by right: the root folder, lists of JupyterLab's API, and folders that Notebook shows. */
const exempt = /^\/(?:(?:api\/contents|lab\/api\/(?:licenses|settings|workspaces|translations))\/$|tree\/)/;
/** JupyterLab's own pages say so for good. */
const permanent = /^\/lab\//;

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
  const below = path.slice(baseUrl.length - 1);
  if (exempt.test(below)) return false;
  const location = `/${trimSlashes(path.replace(/^[/\\]+/, ''))}${end < 0 ? '' : url.slice(end)}`;
  response.writeHead(permanent.test(below) ? 301 : 302, { location, 'content-length': 0 }).end();
  return true;
}
