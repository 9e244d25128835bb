import { isDeepStrictEqual } from 'node:util';
import { type Contents, ContentsError } from '@himalia/contracts/contents';
import { isObject, type JsonObject, type Output } from '@himalia/protocol/nbformat';
import type { Version } from './written-versions.ts';

/** What a cell shows. */
export type CellContent = {
  readonly cellId: string;
  /** What was executed: by it a cell is found in notebooks before 4.5, which have no ids. */
  readonly code: string;
  readonly outputs: readonly Output[];
  readonly executionCount: unknown;
  /** The count that the cell must show still, where it is known to have shown it; undefined: it may show anything. */
  readonly showing: unknown;
};
/** Cells that have their outputs now; the file before and after, where it was changed. */
export type Written = {
  readonly present: ReadonlySet<string>;
  readonly change: { readonly before: Version; readonly after: Version } | undefined;
};
/** A save that lost against another is tried again so often. */
const tries = 10;

function isCode(cell: unknown): cell is JsonObject {
  return isObject(cell) && cell.cell_type === 'code';
}

function findCell(cells: readonly unknown[], { cellId, code }: CellContent): number {
  const byId = cells.findIndex((cell) => isCode(cell) && cell.id === cellId);
  if (byId >= 0) return byId;
  const alike = cells.flatMap((cell, index) =>
    isCode(cell) && !('id' in cell) && cell.source === code ? [index] : [],
  );
  const [only] = alike;
  return only !== undefined && alike.length === 1 ? only : -1;
}

/** The cell with these outputs; the same object where it has them. What was executed here is trusted, as front ends do. */
function filled(cell: JsonObject, { outputs, executionCount }: CellContent): JsonObject {
  const { metadata, execution_count } = cell;
  if (isDeepStrictEqual(cell.outputs, outputs) && isDeepStrictEqual(execution_count, executionCount)) return cell;
  return {
    ...cell,
    outputs,
    execution_count: executionCount,
    metadata: { ...(isObject(metadata) ? metadata : {}), trusted: true },
  };
}

/**
 * Puts outputs into the cells of a notebook. A save of somebody else meanwhile is never overwritten: then it is read again. Cells that
 * are not there any more are left out. Rejects with `ContentsError`.
 */
export async function writeOutputs(contents: Contents, path: string, wanted: readonly CellContent[]): Promise<Written> {
  for (let left = tries; ; left--) {
    try {
      return await writeOnce(contents, path, wanted);
    } catch (error) {
      if (!(error instanceof ContentsError) || error.code !== 'changed' || left <= 1) throw error;
    }
  }
}

async function writeOnce(contents: Contents, path: string, wanted: readonly CellContent[]): Promise<Written> {
  const { content, hash, last_modified } = await contents.read(path, { type: 'notebook', content: true, hash: true });
  const cells = isObject(content) && Array.isArray(content.cells) ? [...content.cells] : [];
  const present = new Set<string>();
  let changed = false;
  for (const one of wanted) {
    const at = findCell(cells, one);
    if (at < 0 || (one.showing !== undefined && !isDeepStrictEqual(cells[at].execution_count, one.showing))) continue;
    present.add(one.cellId);
    const cell = filled(cells[at], one);
    changed ||= cell !== cells[at];
    cells[at] = cell;
  }
  if (!changed || !isObject(content)) return { present, change: undefined };
  const model = { type: 'notebook', format: 'json', content: { ...content, cells } } as const;
  const saved = await contents.save(path, model, hash ? { ifMatch: [hash] } : {});
  const before = { hash: hash ?? '', modified: last_modified };
  return { present, change: { before, after: { hash: saved.hash ?? '', modified: saved.entry.last_modified } } };
}
