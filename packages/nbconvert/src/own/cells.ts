import { isObject, type JsonObject, type Notebook } from '@himalia/protocol/nbformat';

/** A cell as converters see it: broken parts are empty. */
export type Cell = {
  readonly type: 'code' | 'markdown' | 'raw';
  readonly source: string;
  readonly attachments: ReadonlyMap<string, Bundle>;
  readonly outputs: readonly Output[];
  readonly count: number | undefined;
};
/** Contents by media type. */
export type Bundle = ReadonlyMap<string, unknown>;
export type Output =
  | { readonly kind: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'data'; readonly data: Bundle; readonly count: number | undefined }
  | { readonly kind: 'error'; readonly traceback: string };
export type Language = {
  readonly name: string;
  readonly mediaType: string;
  readonly extension: string;
  /** The exporter that the kernel asks for, if any. */
  readonly exporter: string | undefined;
};

/** Of a notebook of nbformat 4 with joined lines. */
export function cellsOf({ cells }: Notebook): readonly Cell[] {
  return cells.map((cell) => ({
    type: cell.cell_type === 'code' || cell.cell_type === 'markdown' ? cell.cell_type : 'raw',
    source: textOf(cell.source),
    attachments: new Map(entries(cell.attachments).map(([name, bundle]) => [name, new Map(entries(bundle))])),
    outputs: Array.isArray(cell.outputs) ? cell.outputs.filter(isObject).flatMap(outputOf) : [],
    count: numberOf(cell.execution_count),
  }));
}

export function languageOf({ metadata }: Notebook): Language {
  const info = isObject(metadata.language_info) ? metadata.language_info : {};
  return {
    name: textOf(info.name),
    mediaType: textOf(info.mimetype) || 'text/plain',
    extension: textOf(info.file_extension) || '.txt',
    exporter: typeof info.nbconvert_exporter === 'string' ? info.nbconvert_exporter : undefined,
  };
}

function outputOf(output: JsonObject): readonly Output[] {
  switch (output.output_type) {
    case 'stream':
      return [{ kind: 'stream', name: output.name === 'stderr' ? 'stderr' : 'stdout', text: textOf(output.text) }];
    case 'error':
      return [
        { kind: 'error', traceback: Array.isArray(output.traceback) ? output.traceback.map(textOf).join('\n') : '' },
      ];
    case 'display_data':
    case 'execute_result':
      return [{ kind: 'data', data: new Map(entries(output.data)), count: numberOf(output.execution_count) }];
    default:
      return [];
  }
}

/** Joined, also where lines were sent apart. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('');
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'object' && value !== null && 'rawJSON' in value ? Number(value.rawJSON) : value;
  return typeof number === 'number' ? number : undefined;
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
