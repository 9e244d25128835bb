import { isObject, type JsonObject, Lines } from './json.ts';
import { joinLines } from './lines.ts';
import type { Notebook } from './notebook.ts';

type Change = (value: unknown) => unknown;
const split: Change = (value) => (typeof value === 'string' ? new Lines(value) : value);

function isJsonType(type: string): boolean {
  return type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'));
}

function isTextType(type: string): boolean {
  return type.startsWith('text/') || type === 'application/javascript' || type === 'image/svg+xml';
}

function mapBundle(bundle: unknown, change: Change, concerns: (type: string) => boolean): unknown {
  if (!isObject(bundle)) return bundle;
  const changed = Object.entries(bundle).map(([type, value]) => [type, concerns(type) ? change(value) : value]);
  return Object.fromEntries(changed);
}

function mapOutput(output: unknown, change: Change, concerns: (type: string) => boolean): unknown {
  if (!isObject(output)) return output;
  const type = output.output_type;
  if (type === 'execute_result' || type === 'display_data')
    return 'data' in output ? { ...output, data: mapBundle(output.data, change, concerns) } : output;
  return 'text' in output ? { ...output, text: change(output.text) } : output;
}

function mapAttachments(attachments: unknown, change: Change, concerns: (type: string) => boolean): unknown {
  if (!isObject(attachments)) return attachments;
  const changed = Object.entries(attachments).map(([name, bundle]) => [name, mapBundle(bundle, change, concerns)]);
  return Object.fromEntries(changed);
}

function mapCell(cell: JsonObject, change: Change, concerns: (type: string) => boolean): JsonObject {
  const { source, attachments, outputs } = cell;
  return {
    ...cell,
    ...('source' in cell ? { source: change(source) } : {}),
    ...('attachments' in cell ? { attachments: mapAttachments(attachments, change, concerns) } : {}),
    ...(cell.cell_type === 'code' && Array.isArray(outputs)
      ? { outputs: outputs.map((output) => mapOutput(output, change, concerns)) }
      : {}),
  };
}

/** Joins a cell's source, text outputs and text of mime bundles, as clients want them. */
export function joinCell(cell: JsonObject): JsonObject {
  return mapCell(cell, joinLines, (type) => !isJsonType(type));
}

/** Joins those of all cells. */
export function joinNotebook(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map(joinCell) };
}

/** Marks the same as what files keep in lines. */
export function splitNotebook(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell) => mapCell(cell, split, isTextType)) };
}
