import type { Completeness } from '@himalia/protocol';
import { CellSyntaxError } from './cell-syntax-error.ts';
import { parseCell } from './parse-cell.ts';

/** Whether a console should run the text or ask for another line. */
export function checkComplete(code: string): Completeness {
  try {
    parseCell(code);
    return { status: 'complete' };
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    return error.incomplete ? { status: 'incomplete', indent: indentAfter(code) } : { status: 'invalid' };
  }
}

function indentAfter(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(last)?.[0] ?? '';
  return /[{([]$/.test(last) ? `${indent}  ` : indent;
}
