import { repairCellIds } from './cell-ids.ts';
import { writeJson } from './json.ts';
import { splitNotebook } from './multiline.ts';
import type { Notebook } from './notebook.ts';
import { stripTransient } from './read-notebook.ts';

/** Cells are members of a member. */
const cellDepth = 2;

/**
 * The text of a notebook file as nbformat writes it: indent 1, sorted keys, lines split, one newline at the end. Trust and
 * signatures are left out; cell ids are repaired from 4.5 on.
 */
export function writeNotebook(notebook: Notebook): string {
  return [...notebookPieces(notebook)].join('');
}

/** The same in pieces, each cell in one. */
export function* notebookPieces(notebook: Notebook): Generator<string> {
  yield* writeJson(splitNotebook(stripTransient(repairCellIds(notebook))), cellDepth);
  yield '\n';
}
