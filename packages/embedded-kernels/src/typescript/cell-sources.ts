import type { Place } from './place.ts';
import type { RewrittenCell } from './rewrite-cell.ts';

type Cell = { readonly source: string; place: RewrittenCell['place'] | undefined; end: number };

const kept = 1000;

/** The text of the last cells, for errors that name their lines. */
export class CellSources {
  readonly #cells = new Map<string, Cell>();

  /** Returns the name under which V8 knows the cell. */
  add(count: number, source: string): string {
    const name = `In[${count}]`;
    this.#cells.delete(name);
    this.#cells.set(name, { source, place: undefined, end: Number.POSITIVE_INFINITY });
    const [oldest] = this.#cells.keys();
    if (this.#cells.size > kept && oldest) this.#cells.delete(oldest);
    return name;
  }

  rewritten(name: string, { place, lines }: RewrittenCell): void {
    const cell = this.#cells.get(name);
    if (cell) Object.assign(cell, { place, end: lines });
  }

  lines(name: string): readonly string[] | undefined {
    return this.#cells.get(name)?.source.split('\n');
  }

  /** From a place of what ran (both from 1) to the one in the cell. */
  place(name: string, line: number, column: number): Place {
    const found = this.#cells.get(name)?.place?.({ line, column: column - 1 });
    return found ? { line: found.line, column: found.column + 1 } : { line, column };
  }

  /** The call around a cell stands on a line below what ran. */
  isCall(name: string, line: number): boolean {
    return (this.#cells.get(name)?.end ?? Number.POSITIVE_INFINITY) < line;
  }
}
