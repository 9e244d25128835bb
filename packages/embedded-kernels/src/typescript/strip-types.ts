import { stripTypeScriptTypes } from 'node:module';
import { CellSyntaxError } from './cell-syntax-error.ts';

/** Replaces TypeScript's types by spaces: every offset stays. Throws `CellSyntaxError`. */
export function stripTypes(source: string): string {
  try {
    return stripTypeScriptTypes(source, { mode: 'strip' });
  } catch (error) {
    throw error instanceof Error ? syntaxError(error) : error;
  }
}

// Node tells the place only in the head of the stack: ":LINE", lines of the text, and carets below the last of them.
const line = /^[^\n]*:(\d+)\n/;
const carets = /^( *)\^+$/m;

function syntaxError(error: Error): CellSyntaxError {
  const [head = ''] = (error.stack ?? '').split('\n\n');
  const found = line.exec(head)?.[1];
  const column = carets.exec(head)?.[1]?.length;
  const early = /<eof>|\beof\b|^Unterminated (template|block comment)|^Expression expected$/i.test(error.message);
  const atEnd = column === undefined || error.message.startsWith('Unterminated');
  return new CellSyntaxError(inWords(error.message), found ? Number(found) : undefined, column, early && atEnd);
}

function inWords(message: string): string {
  return message.replace(
    /^TypeScript (.*) is not supported in strip-only mode$/,
    'TypeScript $1 needs a compiler; here types are only removed, so write it in JavaScript',
  );
}
