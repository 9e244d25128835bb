import { isObject, type JsonObject, type Notebook } from '@himalia/protocol/nbformat';

const harmlessKeys = new Set(['output_type', 'execution_count', 'metadata']);

function isSafeOutput(output: unknown): boolean {
  if (!isObject(output)) return true;
  const rich = output.output_type === 'execute_result' || output.output_type === 'display_data';
  return !rich || Object.keys(output).every((key) => harmlessKeys.has(key));
}

function isTrusted(cell: JsonObject): boolean {
  const { cell_type, metadata, outputs } = cell;
  if (cell_type !== 'code' || (isObject(metadata) && metadata.trusted === true)) return true;
  return !Array.isArray(outputs) || outputs.every(isSafeOutput);
}

/** Whether every code cell says that it is trusted or has no output that could act in a page (nbformat's notary). */
export function allCellsTrusted(notebook: Notebook): boolean {
  return notebook.cells.every(isTrusted);
}

/** Tells clients of every code cell whether its outputs may act in a page. */
export function markTrusted(notebook: Notebook, trusted: boolean): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' && isObject(cell.metadata) ? { ...cell, metadata: { ...cell.metadata, trusted } } : cell,
  );
  return { ...notebook, cells };
}
