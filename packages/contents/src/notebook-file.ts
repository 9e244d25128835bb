import { ContentsError } from '@himalia/contracts/contents';
import {
  asNotebook,
  emptyNotebook,
  joinNotebook,
  type Notebook,
  NotebookError,
  notebookPieces,
  readNotebookFile,
  validateNotebook,
} from '@himalia/protocol/nbformat';

/** The bytes as text, or undefined where they are not UTF-8. A byte order mark is part of the text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads a notebook file. Throws `bad_request` "Unreadable Notebook: …". */
export function notebookOf(bytes: Buffer, path: string): Notebook {
  try {
    return readNotebookFile(bytes);
  } catch (error) {
    const reason = error instanceof NotebookError ? error.message : 'it is not UTF-8 text';
    throw new ContentsError('bad_request', `Unreadable Notebook: ${path} ${reason}`);
  }
}

/** A notebook as a client sends it. Throws `bad_request` where nothing could be written of it. */
export function notebookToSave(content: unknown, path: string): Notebook {
  try {
    return content === undefined ? emptyNotebook() : joinNotebook(asNotebook(content));
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    throw new ContentsError('bad_request', `The notebook ${path} cannot be saved: ${error.message}`);
  }
}

const pieceBytes = 1024 * 1024;
/** UTF-8 of a UTF-16 unit takes at most so many bytes. */
const mostBytes = 3;

/** The bytes of a notebook's file, in pieces. A piece is good until the next one is asked for: its memory is used again. */
export function* notebookBytes(notebook: Notebook): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(pieceBytes);
  let used = 0;
  for (const text of notebookPieces(notebook)) {
    if (used > 0 && used + text.length * mostBytes > pieceBytes) {
      yield piece.subarray(0, used);
      used = 0;
    }
    if (text.length * mostBytes > pieceBytes) yield Buffer.from(text);
    else used += piece.write(text, used);
  }
  if (used > 0) yield piece.subarray(0, used);
}

/** Jupyter's message of a notebook that does not keep to nbformat. */
export function validationMessage(notebook: Notebook): { readonly message?: string } {
  const problem = validateNotebook(notebook);
  return problem === undefined ? {} : { message: `Notebook validation failed: ${problem}` };
}
