import { newCellId } from './cell-ids.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import { joinLines, splitLines } from './lines.ts';
import { currentMinor, type Notebook, NotebookError } from './notebook.ts';

const mimeTypes: Readonly<Record<string, string>> = {
  text: 'text/plain',
  html: 'text/html',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  latex: 'text/latex',
  json: 'application/json',
  javascript: 'application/javascript',
};

function withMimeTypes(bundle: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(bundle).map(([key, value]) => [mimeTypes[key] ?? key, joinLines(value)]));
}

function parsedData(bundle: JsonObject): JsonObject {
  const json = bundle['application/json'];
  if (typeof json !== 'string') return bundle;
  try {
    return { ...bundle, 'application/json': parseJson(json) };
  } catch {
    return bundle;
  }
}

function upgradeRichOutput({ output_type, metadata, prompt_number, ...data }: JsonObject): JsonObject {
  const kind =
    output_type === 'pyout'
      ? { output_type: 'execute_result', execution_count: prompt_number ?? null }
      : { output_type: 'display_data' };
  return {
    ...kind,
    metadata: isObject(metadata) ? withMimeTypes(metadata) : {},
    data: parsedData(withMimeTypes(data)),
  };
}

function upgradeOutput(output: unknown): unknown {
  if (!isObject(output)) return output;
  switch (output.output_type) {
    case 'pyout':
    case 'display_data':
      return upgradeRichOutput(output);
    case 'pyerr':
      return { ...output, output_type: 'error' };
    case 'stream': {
      const { stream = 'stdout', ...rest } = output;
      return { ...rest, name: stream };
    }
    default:
      return output;
  }
}

function upgradeCode({ language: _language, collapsed, input, prompt_number, ...cell }: JsonObject): JsonObject {
  const metadata = isObject(cell.metadata) ? cell.metadata : {};
  const outputs = Array.isArray(cell.outputs) ? cell.outputs : [];
  return {
    ...cell,
    metadata: collapsed === undefined ? metadata : { ...metadata, collapsed },
    source: joinLines(input ?? ''),
    execution_count: prompt_number ?? null,
    outputs: outputs.map(upgradeOutput),
  };
}

function upgradeHeading({ level, ...cell }: JsonObject): JsonObject {
  const lines = splitLines(String(joinLines(cell.source ?? '')));
  const title = lines.map((line) => line.trimEnd()).join(' ');
  return { ...cell, cell_type: 'markdown', source: `${'#'.repeat(typeof level === 'number' ? level : 1)} ${title}` };
}

function upgradeCell(cell: unknown): JsonObject {
  if (!isObject(cell)) throw new NotebookError('a cell is not an object');
  const named = { metadata: {}, ...cell, id: newCellId() };
  if (cell.cell_type === 'code') return upgradeCode(named);
  if (cell.cell_type === 'heading') return upgradeHeading(named);
  return cell.cell_type === 'html' ? { ...named, cell_type: 'markdown' } : named;
}

function cellsOf(worksheet: unknown): unknown[] {
  return isObject(worksheet) && Array.isArray(worksheet.cells) ? worksheet.cells : [];
}

/**
 * Makes a notebook of nbformat 2 or 3 one of 4.5: worksheets flattened, headings as markdown, outputs by mime type. Its
 * metadata say `orig_nbformat`, by which clients tell the user that it was converted; it is not written to files.
 */
export function upgradeNotebook(old: JsonObject, from: number): Notebook {
  const { worksheets, metadata, nbformat: _major, nbformat_minor: _minor, orig_nbformat, ...rest } = old;
  const { name: _name, signature: _signature, ...kept } = isObject(metadata) ? metadata : {};
  return {
    ...rest,
    cells: (Array.isArray(worksheets) ? worksheets : []).flatMap(cellsOf).map(upgradeCell),
    metadata: { ...kept, orig_nbformat: orig_nbformat ?? from, orig_nbformat_minor: 0 },
    nbformat: 4,
    nbformat_minor: currentMinor,
  };
}
