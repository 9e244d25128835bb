import { createHash } from 'node:crypto';
import { ContentsError } from '@himalia/contracts/contents';
import {
  asNotebook,
  emptyNotebook,
  isObject,
  joinNotebook,
  NotebookError,
  readNotebook,
  validateNotebook,
  writeNotebook,
} from '@himalia/protocol/nbformat';

const types = new Map(
  Object.entries({
    css: 'text/css',
    csv: 'text/csv',
    gif: 'image/gif',
    html: 'text/html',
    jpg: 'image/jpeg',
    js: 'application/javascript',
    json: 'application/json',
    md: 'text/markdown',
    pdf: 'application/pdf',
    png: 'image/png',
    py: 'text/x-python',
    svg: 'image/svg+xml',
    txt: 'text/plain',
  }),
);

/** @param {string} path */
export const mimeTypeOf = (path) => types.get(path.split('.').at(-1)?.toLowerCase() ?? '') ?? null;

/** @param {Uint8Array} bytes */
export const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @param {Uint8Array} bytes @returns {string | undefined} */
function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The members of a file's model that hold its content. @param {string} path @param {Buffer} bytes @param {string} [format] */
export function fileContent(path, bytes, format) {
  const text = format === 'base64' ? undefined : textOf(bytes);
  if (format === 'text' && text === undefined) throw new ContentsError('bad_format', `${path} is not UTF-8 encoded`);
  if (text !== undefined) return { format: 'text', content: text, mimetype: mimeTypeOf(path) ?? 'text/plain' };
  const content = bytes.toString('base64').replaceAll(/.{1,76}/g, '$&\n');
  return { format: 'base64', content, mimetype: mimeTypeOf(path) ?? 'application/octet-stream' };
}

/** What a client wants to save, as bytes. @param {string} path @param {unknown} content @param {unknown} format */
export function bytesOf(path, content, format) {
  if (format !== 'text' && format !== 'base64')
    throw new ContentsError('bad_request', "Must specify format of file contents as 'text' or 'base64'");
  if (typeof content !== 'string') throw new ContentsError('bad_request', `The content of ${path} is not a string`);
  return Buffer.from(content, format === 'text' ? 'utf8' : 'base64');
}

/** @param {string} path @param {Uint8Array} bytes */
export function notebookOf(path, bytes) {
  try {
    return readNotebook(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ContentsError('bad_request', `Unreadable Notebook: ${path} ${/** @type {Error} */ (error).message}`);
  }
}

/** A notebook to save and its bytes. @param {string} path @param {unknown} content Undefined makes an empty one. */
export function notebookToSave(path, content) {
  try {
    const notebook = content === undefined ? emptyNotebook() : joinNotebook(asNotebook(content));
    return { notebook, bytes: Buffer.from(writeNotebook(notebook)) };
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    throw new ContentsError('bad_request', `The notebook ${path} cannot be saved: ${error.message}`);
  }
}

/** Jupyter's message of a notebook that does not keep to nbformat. @param {import('@himalia/protocol/nbformat').Notebook} notebook */
export function validationMessage(notebook) {
  const problem = validateNotebook(notebook);
  return problem === undefined ? {} : { message: `Notebook validation failed: ${problem}` };
}

/** Whether all outputs may act in a page: every code cell says so, or has only text. @param {import('@himalia/protocol/nbformat').Notebook} notebook */
export function allTrusted({ cells }) {
  return cells.every(({ cell_type, metadata, outputs }) => {
    if (cell_type !== 'code' || (isObject(metadata) && metadata.trusted === true)) return true;
    return !Array.isArray(outputs) || outputs.every((output) => !isObject(output) || !('data' in output));
  });
}

/** @param {import('@himalia/protocol/nbformat').Notebook} notebook @param {boolean} trusted */
export function markTrusted(notebook, trusted) {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' && isObject(cell.metadata) ? { ...cell, metadata: { ...cell.metadata, trusted } } : cell,
  );
  return { ...notebook, cells };
}
