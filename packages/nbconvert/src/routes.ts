import { posix } from 'node:path';
import { type Contents, ContentsError, type ContentsErrorCode, type Entry } from '@himalia/contracts/contents';
import { type Call, type Handlers, type Headers, type Http, HttpError, type Sent } from '@himalia/contracts/http';
import {
  type ExportedNotebook,
  type NotebookExport,
  NotebookExportError,
  type NotebookExportErrorCode,
  type Operations,
} from '@himalia/contracts/nbconvert';

type Options = { readonly http: Http; readonly contents: Contents; readonly service: NotebookExport };

const exportStatuses: Readonly<Record<NotebookExportErrorCode, number>> = {
  no_format: 404,
  bad_notebook: 400,
  too_large: 413,
  failed: 500,
  busy: 503,
  too_long: 504,
};
const contentsStatuses: Partial<Record<ContentsErrorCode, number>> = {
  not_found: 404,
  hidden: 404,
  forbidden: 403,
  failed: 500,
};
const uncached = 'no-store, no-cache, must-revalidate, max-age=0';

export function exportRoutes({ http, contents, service }: Options): Handlers<Operations> {
  return {
    async getExportFormats({ reply }) {
      const formats = await service.formats();
      return reply(200, Object.fromEntries([...formats].map(([name, type]) => [name, { output_mimetype: type }])));
    },
    exportNotebook: (call) => answering(() => exportStored(call, { http, contents, service })),
    convertNotebook: ({ params, body, request, reply }) =>
      answering(async () => {
        const name = stemOf(body.name ?? 'notebook.ipynb');
        const result = await service.convert(params.format, { notebook: body.content, name }, request.signal);
        return reply(200, result.bytes, headersOf(result, name, http.baseUrl));
      }),
  };
}

async function exportStored(
  call: Call<Operations['exportNotebook']>,
  { http, contents, service }: Options,
): Promise<Sent> {
  const { params, query, request, reply } = call;
  const { type } = await contents.read(params.path, { content: false });
  if (type !== 'notebook') return call.redirect(302, `${http.baseUrl}files/${quotePath(params.path)}`);
  const entry = await contents.read(params.path, { type });
  const name = stemOf(entry.name);
  const what = { notebook: entry.content, name, modified: entry.last_modified, ...folderOf(entry, contents) };
  const sanitize = isTrue(query.sanitize_html);
  const result = await service.convert(params.format, { ...what, sanitize }, request.signal);
  const attached = isTrue(query.download) || result.extension === '.zip';
  return reply(200, result.bytes, {
    ...headersOf(result, name, http.baseUrl),
    'last-modified': new Date(entry.last_modified).toUTCString(),
    'cache-control': uncached,
    ...(attached ? { 'content-disposition': disposition(`${name}${result.extension}`) } : {}),
  });
}

function folderOf({ path }: Entry, contents: Contents): { readonly folder?: string } {
  const folder = contents.localPath(posix.dirname(path) === '.' ? '' : posix.dirname(path));
  return folder === undefined ? {} : { folder };
}

/** What others wrote must not act as the user: the sandbox takes the origin from it. */
function headersOf({ mediaType, extension }: ExportedNotebook, name: string, baseUrl: string): Headers {
  const zip = extension === '.zip';
  return {
    'content-type': zip ? mediaType : `${mediaType || 'text/plain'}; charset=utf-8`,
    'content-security-policy': `frame-ancestors 'self'; report-uri ${baseUrl}api/security/csp-report; sandbox allow-scripts`,
    'x-content-type-options': 'nosniff',
    ...(zip ? { 'content-disposition': disposition(`${name}.zip`) } : {}),
  };
}

async function answering(work: () => Promise<Sent>): Promise<Sent> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotebookExportError) throw new HttpError(exportStatuses[error.code], error.message);
    if (error instanceof ContentsError) throw new HttpError(contentsStatuses[error.code] ?? 400, error.message);
    throw error;
  }
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}

function stemOf(name: string): string {
  return posix.parse(posix.basename(name)).name || 'notebook';
}

function disposition(name: string): string {
  return `attachment; filename*=utf-8''${quotePath(name)}`;
}

/** As Python's `quote` does: all but `/ A-Z a-z 0-9 _ . - ~`. */
function quotePath(path: string): string {
  const segments = path.split('/').map((segment) => encodeURIComponent(segment.toWellFormed()));
  return segments.join('/').replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
