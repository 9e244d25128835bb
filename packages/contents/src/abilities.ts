import type { Readable } from 'node:stream';
import {
  type Contents,
  ContentsError,
  type Entry,
  type PartRange,
  type SaveConditions,
  type Saved,
} from '@himalia/contracts/contents';
import { pageOfNames } from './listing.ts';

/** What contents may be able to do better than by reading whole; these do it for those that are not. */

async function childrenOf(contents: Contents, path: string): Promise<{ folder: Entry; children: readonly Entry[] }> {
  const folder = await contents.read(path, { type: 'directory' });
  return { folder, children: folder.content as readonly Entry[] };
}

/** A folder with some of its entries; `next` is the name to ask on from. */
export async function readPage(
  contents: Contents,
  path: string,
  limit: number,
  after: string | undefined,
): Promise<{ readonly folder: Entry; readonly next: string | undefined }> {
  if (contents.readPage) return await contents.readPage(path, limit, after);
  const { folder, children } = await childrenOf(contents, path);
  const { page, more } = pageOfNames(
    children.map(({ name }) => name),
    limit,
    after,
  );
  const byName = new Map(children.map((child) => [child.name, child]));
  return { folder: { ...folder, content: page.map((name) => byName.get(name)) }, next: more ? page.at(-1) : undefined };
}

/** The entries of a folder, some at a time. */
export async function streamEntries(contents: Contents, path: string): Promise<AsyncIterable<readonly Entry[]>> {
  if (contents.streamEntries) return await contents.streamEntries(path);
  const { children } = await childrenOf(contents, path);
  return (async function* () {
    yield children;
  })();
}

/** Some cells of a notebook or some lines of a text. */
export async function readPart(contents: Contents, path: string, wanted: PartRange, hash: boolean): Promise<Entry> {
  const part = await contents.readPart?.(path, wanted);
  if (part) return hash ? { ...part, ...hashOf(await contents.read(path, { content: false, hash })) } : part;
  const type = wanted.unit === 'cells' ? 'notebook' : 'file';
  const entry = await contents.read(path, { type, hash, ...(type === 'file' ? { format: 'text' } : {}) });
  const { content } = entry;
  if (type === 'notebook') {
    const notebook = content as { readonly cells: readonly unknown[] };
    const { some, range } = sliced(notebook.cells, wanted);
    return { ...entry, content: { ...notebook, cells: some }, range };
  }
  const { some, range } = sliced(String(content).match(/[^\n]*\n|[^\n]+$/g) ?? [], wanted);
  return { ...entry, content: some.join(''), range };
}

function hashOf({ hash, hash_algorithm }: Entry): Pick<Entry, 'hash' | 'hash_algorithm'> {
  return { hash, hash_algorithm };
}

function sliced<T>(all: readonly T[], { unit, start, stop }: PartRange) {
  const some = all.slice(start, stop);
  const first = Math.min(start, all.length);
  return { some, range: { unit, start: first, stop: first + some.length, total: all.length } };
}

/** More than this is not collected for contents that cannot save bytes as they arrive. */
const maxCollectedBytes = 128 * 1024 * 1024;

/** Saves bytes as a file. */
export async function writeBytes(
  contents: Contents,
  path: string,
  bytes: Readable,
  conditions: SaveConditions,
): Promise<Saved> {
  if (contents.write) return await contents.write(path, bytes, conditions);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of bytes as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > maxCollectedBytes)
      throw new ContentsError('too_large', `These contents take files of at most ${maxCollectedBytes} bytes`);
    pieces.push(piece);
  }
  const content = Buffer.concat(pieces).toString('base64');
  return await contents.save(path, { type: 'file', format: 'base64', content }, conditions);
}

/** Reads `START:STOP` or `START:`. */
export function partRange(cells: string | undefined, lines: string | undefined): PartRange | undefined {
  const given = cells ?? lines;
  if (given === undefined) return undefined;
  const [start = '', stop = ''] = given.split(':');
  const range = { start: Number(start), ...(stop === '' ? {} : { stop: Number(stop) }) };
  if (range.stop !== undefined && range.stop < range.start)
    throw new ContentsError('bad_request', `The range ${given} ends before it begins`);
  return { unit: cells === undefined ? 'lines' : 'cells', ...range };
}
