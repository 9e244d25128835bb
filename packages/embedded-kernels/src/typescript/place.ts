/** A line (from 1) and a column (from 0). */
export type Place = { readonly line: number; readonly column: number };
