import type { JsonObject } from './json.ts';

/** A notebook of nbformat 4. What is inside is checked by `validateNotebook` only, because broken notebooks are opened too. */
export type Notebook = {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: JsonObject;
  readonly cells: readonly JsonObject[];
  readonly [key: string]: unknown;
};

/** Text or an object that cannot be taken for a notebook at all. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
}

/** nbformat 4 as this module writes new notebooks. */
export const currentMinor = 5;

/** A notebook without cells. */
export function emptyNotebook(): Notebook {
  return { cells: [], metadata: {}, nbformat: 4, nbformat_minor: currentMinor };
}
