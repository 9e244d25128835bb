/** A pixel. */
export const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgAAACAAAB4iG8MwAAAABJRU5ErkJggg==';
const info = { name: 'python', file_extension: '.py', mimetype: 'text/x-python', nbconvert_exporter: 'python' };

/** A notebook of nbformat 4 with these cells, written in Python. */
export function notebook(...cells: readonly object[]): Record<string, unknown> {
  return { cells, metadata: { language_info: info }, nbformat: 4, nbformat_minor: 4 };
}

export function markdown(source: string, attachments?: object): object {
  return { cell_type: 'markdown', metadata: {}, source, ...(attachments && { attachments }) };
}

export function code(source: string, outputs: readonly object[] = [], execution_count: number | null = null): object {
  return { cell_type: 'code', metadata: {}, source, outputs, execution_count };
}

export function printed(text: string, name = 'stdout'): object {
  return { output_type: 'stream', name, text };
}

export function shown(data: object): object {
  return { output_type: 'display_data', metadata: {}, data };
}
