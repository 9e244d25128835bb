import { createHash } from 'node:crypto';
import { type ContentsClient, ContentsError, type WireSave } from '@himalia/contracts/contents';
import { isObject, type JsonObject, joinLines, type Output } from '@himalia/protocol/nbformat';
import { dropOldest } from '../drop-oldest.ts';
import type { CellContent } from './notebook-writer.ts';

/** Notebooks that are remembered; the oldest go. */
const kept = 1000;

/** Enough of an output to find it again; a stream may have gone on meanwhile. */
type Mark = { readonly type: unknown; readonly name: unknown; readonly length: number; readonly digest: string };
type Notebook = { readonly cells: Map<string, readonly Mark[]>; readonly told: Set<ContentsClient> };

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function textOf({ output_type, text, data, ename, evalue }: Output): string {
  if (output_type === 'stream') return String(joinLines(text) ?? '');
  return JSON.stringify(output_type === 'error' ? [ename, evalue] : Object.keys(isObject(data) ? data : {}).sort());
}

function markOf(output: Output): Mark {
  const text = textOf(output);
  return { type: output.output_type, name: output.name, length: text.length, digest: digestOf(text) };
}

function has(outputs: readonly unknown[], marks: readonly Mark[]): boolean {
  return marks.every((mark, index) => {
    const output = outputs[index];
    if (!isObject(output) || output.output_type !== mark.type || output.name !== mark.name) return false;
    const text = textOf(output);
    const begin = mark.type === 'stream' ? text.slice(0, mark.length) : text;
    return digestOf(begin) === mark.digest;
  });
}

function cellsOf(content: unknown): readonly JsonObject[] {
  return isObject(content) && Array.isArray(content.cells) ? content.cells.filter(isObject) : [];
}

function showsStill(cells: readonly JsonObject[], cellId: string, marks: readonly Mark[]): boolean {
  const cell = cells.find(({ id }) => id === cellId);
  return Array.isArray(cell?.outputs) && has(cell.outputs, marks);
}

/** Outputs that were written into notebooks for absent clients, until they are seen. */
export class UnseenOutputs {
  readonly #notebooks = new Map<string, Notebook>();

  /** They lie in the file now; nobody has seen them. Cells without id cannot be found again in what a client sends. */
  written(path: string, cells: readonly CellContent[]): void {
    const marked = this.#notebooks.get(path)?.cells ?? new Map<string, readonly Mark[]>();
    for (const { cellId, outputs } of cells) marked.set(cellId, outputs.map(markOf));
    this.#notebooks.delete(path);
    this.#notebooks.set(path, { cells: marked, told: new Set() });
    dropOldest(this.#notebooks, kept);
  }

  /** A client reads the present version, or its hash. */
  told(path: string, client: ContentsClient): void {
    if (client !== '') this.#notebooks.get(path)?.told.add(client);
  }

  /** A cell is executed again: what was written is nothing to be kept any more. */
  superseded(cellId: string): void {
    for (const { cells } of this.#notebooks.values()) cells.delete(cellId);
  }

  /** Throws `unseen` where a save would lose what its client does not know. */
  check({ path, model, conditions, client }: WireSave): void {
    const notebook = this.#notebooks.get(path);
    // Who names the present version knows it, and who names another is refused for that.
    if (!notebook || notebook.told.has(client) || conditions.ifMatch !== undefined || conditions.ifAbsent) return;
    const cells = cellsOf(model.content);
    const lost = [...notebook.cells].filter(([id, marks]) => !showsStill(cells, id, marks)).length;
    if (lost === 0) return;
    const which = lost === 1 ? 'of a cell was' : `of ${lost} cells were`;
    throw new ContentsError(
      'unseen',
      `Not saved: the output ${which} written into ${path} while no page was there to keep it, and is not in this version. Reload the notebook from disk to see it; saving after that overwrites it.`,
    );
  }

  /** A save was made: what it does not have was given up knowingly. */
  saved({ path, model }: WireSave): void {
    const notebook = this.#notebooks.get(path);
    if (!notebook) return;
    const cells = cellsOf(model.content);
    for (const [id, marks] of notebook.cells) if (!showsStill(cells, id, marks)) notebook.cells.delete(id);
    if (notebook.cells.size === 0) this.#notebooks.delete(path);
  }
}
