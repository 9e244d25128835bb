import type { FileHandle } from 'node:fs/promises';
import { ContentsError, type Entry, type PartRange } from '@himalia/contracts/contents';
import { describeEntry, type Found, versionOf } from './entry-model.ts';
import { type FileHashes, openFile } from './file-bytes.ts';
import { type LineIndex, LineScanner, markBefore, offsetOfLine } from './line-index.ts';
import { decodeText, notebookOf, validationMessage } from './notebook-file.ts';
import { type NotebookIndex, NotebookScanner } from './notebook-index.ts';
import type { TrustStore } from './trust-store.ts';
import { markTrusted } from './trusted-cells.ts';

/** A part larger than this is not put into JSON. */
const maxPartBytes = 64 * 1024 * 1024;
const maxIndexes = 32;
const pieceBytes = 1024 * 1024;

type Index = { readonly cells?: NotebookIndex | undefined; readonly lines?: LineIndex };
type Place = { readonly path: string; readonly local: string; readonly handle: FileHandle; readonly found: Found };

async function scan(handle: FileHandle, add: (piece: Buffer) => void): Promise<void> {
  const options = { autoClose: false, start: 0, highWaterMark: pieceBytes };
  for await (const piece of handle.createReadStream(options)) add(piece);
}

async function readRange({ handle, path }: Place, from: number, to: number): Promise<Buffer> {
  if (to - from > maxPartBytes)
    throw new ContentsError('too_large', `The part of ${path} is larger than ${maxPartBytes} bytes; ask for less`);
  const bytes = Buffer.alloc(Math.max(to - from, 0));
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/**
 * Reads some cells of a notebook or some lines of a text file. A file is scanned once for where they are; then only the part
 * is read, as long as the file stays as it is.
 */
export class PartReader {
  readonly #hashes: FileHashes;
  readonly #trust: TrustStore;
  readonly #indexes = new Map<string, Index & { readonly version: string }>();

  constructor(hashes: FileHashes, trust: TrustStore) {
    this.#hashes = hashes;
    this.#trust = trust;
  }

  /** Undefined where the notebook is none that can be read in parts: an old format, or broken. */
  async read(path: string, local: string, wanted: PartRange): Promise<Entry | undefined> {
    const { handle, found } = await openFile(local, path);
    await using _closed = handle;
    const place = { path, local, handle, found };
    return wanted.unit === 'cells' ? await this.#cells(place, wanted) : await this.#lines(place, wanted);
  }

  async #cells(place: Place, { start, stop }: PartRange): Promise<Entry | undefined> {
    const { path, local, handle, found } = place;
    const { cells: index } = await this.#index(place, 'cells', async () => {
      const scanner = new NotebookScanner();
      await scan(handle, (piece) => scanner.add(piece));
      return { cells: scanner.index };
    });
    if (!index) return undefined;
    const total = index.starts.length;
    const [first, last] = [Math.min(start, total), Math.min(stop ?? total, total)];
    const isEmpty = first >= last;
    const bytes = Buffer.concat([
      await readRange(place, 0, index.cellsStart),
      isEmpty ? Buffer.alloc(0) : await readRange(place, index.starts[first] ?? 0, index.ends[last - 1] ?? 0),
      await readRange(place, index.cellsEnd, Number(found.stats.size)),
    ]);
    const notebook = notebookOf(bytes, path);
    const { hash } = await this.#hashes.get(local, path, found);
    const trusted = await this.#trust.has(hash).catch(() => false);
    return {
      ...(await describeEntry(path, local, found, 'notebook')),
      format: 'json',
      content: markTrusted(notebook, trusted),
      range: { unit: 'cells', start: first, stop: isEmpty ? first : last, total },
      ...validationMessage(notebook),
    };
  }

  async #lines(place: Place, { start, stop }: PartRange): Promise<Entry> {
    const { path, local, handle, found } = place;
    const { lines: index } = await this.#index(place, 'lines', async () => {
      const scanner = new LineScanner();
      await scan(handle, (piece) => scanner.add(piece));
      return { lines: scanner.index };
    });
    const total = index?.total ?? 0;
    const [first, last] = [Math.min(start, total), Math.min(stop ?? total, total)];
    const text = decodeText(index && first < last ? await linesBetween(place, index, first, last) : Buffer.alloc(0));
    if (text === undefined) throw new ContentsError('bad_format', `${path} is not UTF-8 encoded`);
    const entry = await describeEntry(path, local, found, 'file');
    return {
      ...entry,
      mimetype: entry.mimetype ?? 'text/plain',
      format: 'text',
      content: text,
      range: { unit: 'lines', start: first, stop: Math.max(first, last), total },
    };
  }

  async #index({ local, found }: Place, unit: keyof Index, make: () => Promise<Index>): Promise<Index> {
    const version = versionOf(found);
    const known = this.#indexes.get(local);
    const fitting = known?.version === version ? known : { version };
    if (unit in fitting) return fitting;
    const index = { ...fitting, ...(await make()) };
    this.#indexes.delete(local);
    this.#indexes.set(local, index);
    const [oldest] = this.#indexes.keys();
    if (this.#indexes.size > maxIndexes && oldest !== undefined) this.#indexes.delete(oldest);
    return index;
  }
}

async function linesBetween(place: Place, index: LineIndex, first: number, last: number): Promise<Buffer> {
  const begin = markBefore(index, first);
  const end = markBefore(index, last);
  const size = Number(place.found.stats.size);
  // The end may lie up to a thousand lines behind the last mark, whatever their length.
  const nextMark = index.marks.find((mark) => mark > end.from) ?? size;
  const bytes = await readRange(place, begin.from, end.skip === 0 ? end.from : nextMark);
  const from = offsetOfLine(bytes, begin.skip);
  return bytes.subarray(from, from + offsetOfLine(bytes.subarray(from), last - first));
}
