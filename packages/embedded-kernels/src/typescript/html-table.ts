import { inspect } from 'node:util';
import { escapeHtml } from '@himalia/core';

/** Rows of a table: objects by column, or arrays. */
export type Rows = readonly (Readonly<Record<string, unknown>> | readonly unknown[])[];

const most = 1000;

/** A table as HTML; of many rows only the first ones. */
export function htmlTable(rows: Rows, columns: readonly string[] = columnsOf(rows)): string {
  const head = columns.map((column) => `<th>${escapeHtml(column)}</th>`).join('');
  const body = rows.slice(0, most).map((row, index) => {
    const cells = columns.map((column) => `<td>${escapeHtml(text(Reflect.get(row, column)))}</td>`).join('');
    return `<tr><th>${index}</th>${cells}</tr>`;
  });
  const more = rows.length > most ? `<p>${rows.length} rows, the first ${most} are shown</p>` : '';
  return `<table><thead><tr><th></th>${head}</tr></thead><tbody>${body.join('')}</tbody></table>${more}`;
}

export function columnsOf(rows: Rows): string[] {
  return [...new Set(rows.slice(0, most).flatMap((row) => Object.keys(row)))];
}

function text(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
}
