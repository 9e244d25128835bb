import { ContentsError } from '@himalia/contracts/contents';
import {
  asNotebook,
  emptyNotebook,
  joinNotebook,
  type Notebook,
  NotebookError,
  readNotebook,
  validateNotebook,
  writeNotebook,
} from '@himalia/protocol/nbformat';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The bytes as text, or undefined where they are not UTF-8. A byte order mark is part of the text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads a notebook file. Throws `bad_request` "Unreadable Notebook: …". */
export function notebookOf(bytes: Uint8Array, path: string): Notebook {
  try {
    return readNotebook(utf8.decode(bytes));
  } catch (error) {
    const reason = error instanceof NotebookError ? error.message : 'it is not UTF-8 text';
    throw new ContentsError('bad_request', `Unreadable Notebook: ${path} ${reason}`);
  }
}

/** A notebook as a client sends it, and the bytes of its file. Throws `bad_request` where nothing could be written of it. */
export function notebookToSave(content: unknown, path: string): { notebook: Notebook; bytes: Buffer } {
  try {
    const notebook = content === undefined ? emptyNotebook() : joinNotebook(asNotebook(content));
    return { notebook, bytes: Buffer.from(writeNotebook(notebook)) };
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    throw new ContentsError('bad_request', `The notebook ${path} cannot be saved: ${error.message}`);
  }
}

/** Jupyter's message of a notebook that does not keep to nbformat. */
export function validationMessage(notebook: Notebook): { readonly message?: string } {
  const problem = validateNotebook(notebook);
  return problem === undefined ? {} : { message: `Notebook validation failed: ${problem}` };
}
