import { parseCellByCell } from './cell-by-cell.ts';
import { repairCellIds } from './cell-ids.ts';
import { isObject, isRawNumber, type JsonObject, parseJson } from './json.ts';
import { joinNotebook } from './multiline.ts';
import { type Notebook, NotebookError } from './notebook.ts';
import { upgradeNotebook } from './upgrade.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const transient = new Set(['orig_nbformat', 'orig_nbformat_minor', 'signature']);

function without(object: JsonObject, unwanted: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !unwanted(key)));
}

/** Leaves out what is not part of a document: trust, signatures, the version it was converted from. */
export function stripTransient(notebook: Notebook): Notebook {
  return {
    ...notebook,
    metadata: without(notebook.metadata, (key) => transient.has(key)),
    cells: notebook.cells.map((cell) => {
      const { metadata } = cell;
      return isObject(metadata) && 'trusted' in metadata
        ? { ...cell, metadata: without(metadata, (key) => key === 'trusted') }
        : cell;
    }),
  };
}

function wholeNumber(value: unknown): number | undefined {
  const number = isRawNumber(value) ? Number(value.rawJSON) : value;
  return Number.isInteger(number) ? (number as number) : undefined;
}

/**
 * Takes a parsed object for a notebook of nbformat 4, older ones upgraded. Throws `NotebookError` where its frame is broken.
 */
export function asNotebook(value: unknown): Notebook {
  if (!isObject(value)) throw new NotebookError('it is not a JSON object');
  const major = wholeNumber(value.nbformat);
  if (major === 2 || major === 3) return upgradeNotebook(value, major);
  if (major !== 4) throw new NotebookError(`unsupported nbformat version ${JSON.stringify(value.nbformat)}`);
  const { cells, metadata = {} } = value;
  const minor = wholeNumber(value.nbformat_minor ?? 0); // as nbformat reads it where it is missing
  if (minor === undefined) throw new NotebookError('nbformat_minor is not a whole number');
  if (!isObject(metadata)) throw new NotebookError('metadata is not an object');
  if (!Array.isArray(cells)) throw new NotebookError('cells is not an array');
  if (!cells.every(isObject)) throw new NotebookError('a cell is not an object');
  return { ...value, cells, metadata, nbformat: 4, nbformat_minor: minor };
}

/**
 * Reads the text of a notebook file of nbformat 2 to 4 as nbformat 4 with joined lines; 4.x stays 4.x. Missing and doubled
 * cell ids are repaired from 4.5 on. Throws `NotebookError`.
 */
export function readNotebook(text: string): Notebook {
  return madeOf(parsed(text));
}

/** The same of a file's bytes. Throws a `TypeError` where they are not UTF-8. */
export function readNotebookFile(bytes: Buffer): Notebook {
  return madeOf(parseCellByCell(bytes) ?? parsed(utf8.decode(bytes)));
}

function parsed(text: string): unknown {
  try {
    return parseJson(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    const start = JSON.stringify(text.slice(0, 40));
    throw new NotebookError(`Notebook does not appear to be JSON: ${start}${text.length > 40 ? '...' : ''}`);
  }
}

function madeOf(value: unknown): Notebook {
  const notebook = joinNotebook(asNotebook(value));
  const isOld = isObject(value) && wholeNumber(value.nbformat) !== 4;
  return repairCellIds(isOld ? notebook : stripTransient(notebook));
}
