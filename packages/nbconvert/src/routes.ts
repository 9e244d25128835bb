import { writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { type Contents, ContentsError, type ContentsErrorCode, type Entry } from '@himalia/contracts/contents';
import {
  type Call,
  type Handlers,
  type Headers,
  type Http,
  HttpError,
  type RequestInfo,
  type Sent,
  type User,
} from '@himalia/contracts/http';
import {
  type ExportedNotebook,
  type NotebookExport,
  NotebookExportError,
  type NotebookExportErrorCode,
  type NotebookToExport,
  type Operations,
} from '@himalia/contracts/nbconvert';
import { answerLong, type LongOperations, type LongRequest } from '@himalia/contracts/operations';

type Options = {
  readonly http: Http;
  readonly contents: Contents;
  readonly service: NotebookExport;
  /** Without it clients wait for every conversion. */
  readonly operations: LongOperations | undefined;
};

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

export function exportRoutes(options: Options): Handlers<Operations> {
  const { http, service, operations } = options;
  return {
    async getExportFormats({ reply }) {
      const formats = await service.formats();
      return reply(200, Object.fromEntries([...formats].map(([name, type]) => [name, { output_mimetype: type }])));
    },
    exportNotebook: (call) => answering(() => exportStored(call, options)),
    convertNotebook: ({ params, body, request, user, reply }) => {
      const name = stemOf(body.name ?? 'notebook.ipynb');
      const conversion = { format: params.format, what: { notebook: body.content, name }, request, user };
      return answerLong(operations, {
        ...converting(options, conversion),
        answer: (result) => reply(200, result.bytes, headersOf(result, name, http.baseUrl)),
        later: (later, headers) => reply(202, later, headers),
      });
    },
  };
}

type Conversion = {
  readonly format: string;
  readonly what: NotebookToExport;
  readonly request: RequestInfo;
  readonly user: User | undefined;
};

/** A conversion as a request that may take long; the result of an operation is a file to save. */
function converting(
  { operations, service }: Options,
  { format, what, request, user }: Conversion,
): Omit<LongRequest<ExportedNotebook>, 'answer' | 'later'> {
  return {
    kind: 'convert',
    title: `Convert ${what.name} to ${format}`,
    request,
    user,
    work: (task) => answering(() => service.convert(format, what, task?.signal ?? request.signal)),
    async outcome({ bytes, extension, mediaType }) {
      const path = await operations?.file();
      if (path === undefined) return { status: 200 };
      await writeFile(path, bytes, { mode: 0o600 });
      const file = { path, name: `${what.name}${extension}`, contentType: mediaType || 'application/octet-stream' };
      return { status: 200, file };
    },
  };
}

async function exportStored(call: Call<Operations['exportNotebook']>, options: Options): Promise<Sent> {
  const { http, contents, operations } = options;
  const { params, query, request, user, reply } = call;
  const { type } = await contents.read(params.path, { content: false });
  if (type !== 'notebook') return call.redirect(302, `${http.baseUrl}files/${quotePath(params.path)}`);
  const entry = await contents.read(params.path, { type });
  const name = stemOf(entry.name);
  const modified = entry.last_modified;
  const sanitize = isTrue(query.sanitize_html);
  const what = { notebook: entry.content, name, modified, sanitize, ...folderOf(entry, contents) };
  return await answerLong(operations, {
    ...converting(options, { format: params.format, what, request, user }),
    answer(result) {
      const attached = isTrue(query.download) || result.extension === '.zip';
      return reply(200, result.bytes, {
        ...headersOf(result, name, http.baseUrl),
        'last-modified': new Date(modified).toUTCString(),
        'cache-control': uncached,
        ...(attached ? { 'content-disposition': disposition(`${name}${result.extension}`) } : {}),
      });
    },
    later: (later, headers) => reply(202, later, headers),
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

async function answering<T>(work: () => Promise<T>): Promise<T> {
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
