import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Operations } from '@himalia/contracts/archives';
import { type Contents, ContentsError, type Walked } from '@himalia/contracts/contents';
import type { Call, Handlers, Sent } from '@himalia/contracts/http';
import { answerLong, type LongOperations, type Outcome, type Task } from '@himalia/contracts/operations';
import { answering, quotePath } from './http-answer.ts';
import { notFound, splitPath } from './root.ts';
import { tar } from './tar.ts';
import { walkContents } from './walk.ts';
import { zip } from './zip.ts';

type Format = 'zip' | 'tar.gz';
const types: Readonly<Record<Format, string>> = { zip: 'application/zip', 'tar.gz': 'application/gzip' };

async function* counted(entries: AsyncIterable<Walked>, task: Task | undefined): AsyncGenerator<Walked> {
  let done = 0;
  for await (const entry of entries) {
    task?.signal.throwIfAborted();
    yield entry;
    task?.progress(++done);
  }
}

/** The archive of a folder as it is made. */
function packed(contents: Contents, path: string, format: Format, task?: Task): Readable {
  const entries = counted(contents.walk?.(path) ?? walkContents(contents, path), task);
  if (format === 'zip') return Readable.from(zip(entries), { objectMode: false });
  const bytes = Readable.from(tar(entries), { objectMode: false });
  const gzip = createGzip({ level: 5 });
  bytes.on('error', (error) => gzip.destroy(error));
  gzip.on('close', () => bytes.destroy());
  return bytes.pipe(gzip);
}

/** A whole archive on disk, for an operation. */
async function keptArchive(
  contents: Contents,
  operations: LongOperations,
  path: string,
  format: Format,
  task: Task,
): Promise<string> {
  const file = await operations.file();
  try {
    await pipeline(packed(contents, path, format, task), createWriteStream(file, { mode: 0o600 }), {
      signal: task.signal,
    });
  } catch (error) {
    await unlink(file).catch(() => undefined);
    throw error;
  }
  return file;
}

async function sendArchive(
  contents: Contents,
  operations: LongOperations | undefined,
  call: Call<Operations['getArchive']>,
): Promise<Sent> {
  const { params, query, request, user, reply } = call;
  const kind = contents.isHidden(params.path) ? undefined : await contents.kind(params.path);
  if (kind === undefined) throw notFound(params.path);
  if (kind !== 'directory') throw new ContentsError('bad_type', `${params.path} is not a folder; download it as it is`);
  const format = query.format ?? 'zip';
  const name = `${splitPath(params.path).name || 'files'}.${format}`;
  const headers = {
    'content-type': types[format],
    'content-disposition': `attachment; filename*=utf-8''${quotePath(name)}`,
    'cache-control': 'no-store',
  };
  return await answerLong<Outcome>(operations, {
    kind: 'archive',
    title: `Pack ${params.path || 'all files'}`,
    request,
    user,
    async work(task) {
      // Without a task the archive is sent as it is made.
      if (!task || !operations) return { status: 200 };
      const path = await answering(() => keptArchive(contents, operations, params.path, format, task), 404);
      return { status: 200, file: { path, name, contentType: types[format] } };
    },
    answer: ({ file }) =>
      file
        ? call.file(file.path, { contentType: file.contentType, headers })
        : reply(200, packed(contents, params.path, format), headers),
    outcome: (outcome) => outcome,
    later: (body, later) => reply(202, body, later),
  });
}

/** The handler of archives. */
export function archiveRoutes(contents: Contents, operations: LongOperations | undefined): Handlers<Operations> {
  return { getArchive: (call) => answering(() => sendArchive(contents, operations, call), 404) };
}
