import type { Size } from './frames.ts';

/** The smallest rows and the smallest columns that anybody said; undefined where nobody said both. */
export function smallestSize(sizes: readonly Size[]): { readonly rows: number; readonly columns: number } | undefined {
  const rows = Math.min(...sizes.flatMap((size) => size.rows ?? []));
  const columns = Math.min(...sizes.flatMap((size) => size.columns ?? []));
  return Number.isFinite(rows) && Number.isFinite(columns) ? { rows, columns } : undefined;
}
