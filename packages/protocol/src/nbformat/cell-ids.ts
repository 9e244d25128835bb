import type { Notebook } from './notebook.ts';

/** A new cell id: 8 hexadecimal digits (JEP 62 allows 1 to 64 of `A-Z a-z 0-9 - _`). */
export function newCellId(): string {
  return crypto.randomUUID().slice(0, 8);
}

/** Gives cells without an id, or with one that an earlier cell has, a new one. Notebooks before 4.5 have no ids. */
export function repairCellIds(notebook: Notebook): Notebook {
  if (notebook.nbformat !== 4 || notebook.nbformat_minor < 5) return notebook;
  const seen = new Set<unknown>();
  const cells = notebook.cells.map((cell) => {
    const repaired = 'id' in cell && !seen.has(cell.id) ? cell : { ...cell, id: newCellId() };
    seen.add(repaired.id);
    return repaired;
  });
  return { ...notebook, cells };
}
