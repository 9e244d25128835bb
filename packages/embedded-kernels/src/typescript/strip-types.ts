import { stripTypeScriptTypes } from 'node:module';
import { CellSyntaxError } from './cell-syntax-error.ts';
import { compileTypes } from './compile-types.ts';
import type { Place } from './place.ts';

export type Stripped = {
  readonly javascript: string;
  /** Where a place of the JavaScript is in the source. */
  readonly place: (place: Place) => Place;
  /** Not only stripped: statements may have moved. */
  readonly compiled: boolean;
};

/** TypeScript without its types. Where spaces suffice every offset stays; else it is compiled. Throws `CellSyntaxError`. */
export function stripTypes(source: string): Stripped {
  try {
    const javascript = stripTypeScriptTypes(source, { mode: 'strip' });
    return { javascript, place: (place) => place, compiled: false };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('code' in error && error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return compiled(source, error);
    throw syntaxError(error);
  }
}

function compiled(source: string, why: Error): Stripped {
  try {
    return { ...compileTypes(source), compiled: true };
  } catch {
    throw syntaxError(why);
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
  return new CellSyntaxError(error.message, found ? Number(found) : undefined, column, early && atEnd);
}
