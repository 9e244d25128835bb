import type { RewrittenCell } from './rewrite-cell.ts';

type Cell = { readonly source: string; edits: RewrittenCell['edits'] | undefined };

const kept = 1000;

/** The text of the last cells, for errors that name their lines. */
export class CellSources {
  readonly #cells = new Map<string, Cell>();

  /** Returns the name under which V8 knows the cell. */
  add(count: number, source: string): string {
    const name = `In[${count}]`;
    this.#cells.delete(name);
    this.#cells.set(name, { source, edits: undefined });
    const [oldest] = this.#cells.keys();
    if (this.#cells.size > kept && oldest) this.#cells.delete(oldest);
    return name;
  }

  rewritten(name: string, edits: RewrittenCell['edits']): void {
    const cell = this.#cells.get(name);
    if (cell) cell.edits = edits;
  }

  lines(name: string): readonly string[] | undefined {
    return this.#cells.get(name)?.source.split('\n');
  }

  /** From a column (from 1) of what ran to the one in the cell. */
  column(name: string, line: number, column: number): number {
    const edits = this.#cells.get(name)?.edits;
    return edits ? edits.originalColumn(line, column - 1) + 1 : column;
  }
}
