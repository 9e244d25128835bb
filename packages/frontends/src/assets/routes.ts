import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Application, Operations } from '@himalia/contracts/frontends';
import { type Call, type Handlers, type Http, HttpError, type Sent } from '@himalia/contracts/http';
import type { Operation } from '@himalia/core';
import { favicon } from './favicons.ts';
import { pathInside } from './inside.ts';
import type { LabFiles } from './lab-files.ts';
import { absoluteUrls } from './theme-css.ts';

type Options = { readonly http: Http; readonly files: LabFiles; readonly defaultPage: () => string };
type Files<Op extends Operation> = Pick<Call<Op>, 'file'>;

const day = { 'cache-control': 'public, max-age=86400' };

function notFound(what: string): HttpError {
  return new HttpError(404, `No such ${what}`);
}

export function assetRoutes({ http, files, defaultPage }: Options): Handlers<Operations> {
  function asset(application: Application, path: string, call: Files<Operation>): Promise<Sent> {
    const folder = files.frontEnd(application)?.folder;
    const file = folder === undefined ? undefined : pathInside(folder, path);
    if (!file) throw notFound('asset');
    return call.file(file, { cache: 'immutable', precompressed: true });
  }
  const withQuery = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?')) : '');
  return {
    getRoot: ({ request, redirect }) => redirect(302, http.baseUrl + defaultPage().slice(1) + withQuery(request.url)),
    getLabStatic: (call) => asset('lab', call.params.path, call),
    getNotebookStatic: (call) => asset('notebook', call.params.path, call),
    getFavicon({ params, reply }) {
      const icon = favicon(params.name);
      if (!icon) throw notFound('icon');
      return reply(200, icon, day);
    },
    getDefaultFavicon: ({ reply }) => reply(200, favicon('favicon.ico') ?? Buffer.alloc(0), day),
    getRobots: ({ reply }) => reply(200, 'User-agent: *\nDisallow: /\n', day),
    async getExtensionFile({ params, file }) {
      const found = await files.extensionFile(params.path);
      if (!found) throw notFound('file of a prebuilt extension');
      return file(found, { cache: params.path.includes('/static/') ? 'immutable' : 'no-cache' });
    },
    async getThemeFile({ params, reply, file }) {
      const found = await files.themeFile(params.path);
      if (!found) throw notFound('file of a theme');
      if (found.ours) return file(found.path, { precompressed: true });
      if (!found.path.endsWith('.css')) return file(found.path);
      const folder = `${http.baseUrl}lab/api/themes/${encodeURI(posix.dirname(params.path))}/`;
      const css = absoluteUrls(await readFile(found.path, 'utf8'), folder);
      return reply(200, css, { 'content-type': 'text/css; charset=UTF-8', 'cache-control': 'no-cache' });
    },
  };
}
