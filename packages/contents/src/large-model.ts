import { hash as hashOnce } from 'node:crypto';
import type { Entry } from '@himalia/contracts/contents';
import { isObject, type JsonObject } from '@himalia/protocol/nbformat';

/** Files from this size on are worth the trouble. */
const largeBytes = 1024 * 1024;
/** UTF-8 of a UTF-16 unit takes at most so many bytes. */
const mostBytes = 3;
/** What a cell may be longer than in its file: marks of trust. */
const cellBytes = 64;
const frameBytes = 65_536;

export function isLarge({ size, content }: Entry): boolean {
  return content !== null && (size ?? 0) >= largeBytes;
}

/** Texts in a row, as UTF-8. */
class Row {
  #bytes: Buffer;
  #used = 0;

  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafeSlow(expected);
  }

  add(text: string): void {
    if (this.#used + text.length * mostBytes > this.#bytes.length) this.#makeRoom(Buffer.byteLength(text));
    this.#used += this.#bytes.write(text, this.#used);
  }

  take(): Buffer {
    return this.#bytes.subarray(0, this.#used);
  }

  #makeRoom(size: number): void {
    if (this.#used + size <= this.#bytes.length) return;
    const former = this.take();
    this.#bytes = Buffer.allocUnsafeSlow(2 * (this.#used + size));
    former.copy(this.#bytes);
  }
}

/** An object's JSON without its last brace, ready for one more member. */
function opened(object: object): string {
  const text = JSON.stringify(object).slice(0, -1);
  return text === '{' ? text : `${text},`;
}

function cellsOf(content: unknown): readonly unknown[] | undefined {
  return isObject(content) && Array.isArray(content.cells) ? content.cells : undefined;
}

/** A model's JSON, a notebook's put together cell by cell: as one string it would be in memory three times more. */
export function largeModelBytes(entry: Entry): Buffer {
  const { content, ...model } = entry;
  const cells = cellsOf(content);
  if (!cells) return Buffer.from(JSON.stringify(entry));
  const { cells: _cells, ...rest } = content as JsonObject;
  const row = new Row((entry.size ?? 0) + cells.length * cellBytes + frameBytes);
  row.add(`${opened(model)}"content":${opened(rest)}"cells":[`);
  for (const [index, cell] of cells.entries()) row.add(`${index === 0 ? '' : ','}${JSON.stringify(cell)}`);
  row.add(']}}');
  return row.take();
}

/** A folder of more entries is written in slices. */
const sliceEntries = 500;

/** A folder's JSON where it has many entries; others get their turn while it is written. */
export async function largeFolderBytes({ content, ...model }: Entry): Promise<Buffer | undefined> {
  if (!Array.isArray(content) || content.length <= sliceEntries) return undefined;
  const pieces = [Buffer.from(`${opened(model)}"content":`)];
  for (let start = 0; start < content.length; start += sliceEntries) {
    const text = JSON.stringify(content.slice(start, start + sliceEntries));
    pieces.push(Buffer.from(`${start === 0 ? '[' : ','}${text.slice(1, -1)}`));
    await new Promise(setImmediate);
  }
  pieces.push(Buffer.from(']}'));
  return Buffer.concat(pieces);
}

/** An entity tag without reading all of a model: it differs where the file's bytes, its description or the trust in it do. */
export function largeModelTag(entry: Entry, fileHash: string): string {
  const { content, ...model } = entry;
  const code = cellsOf(content)?.find((cell) => isObject(cell) && cell.cell_type === 'code');
  const mark = isObject(code) ? code.metadata : undefined;
  return `"${hashOnce('sha1', JSON.stringify([fileHash, model, mark]))}"`;
}
