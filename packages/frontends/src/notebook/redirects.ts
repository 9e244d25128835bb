import type { Contents } from '@himalia/contracts/contents';

/** A contents path in a URL: each segment escaped as Python's `quote` does, which clients compare with. */
export function escapePath(path: string): string {
  const escaped = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment).replaceAll(/[!'()*]/g, escaped))
    .join('/');
}

/** Where a path is shown; `missing` when nothing is there. */
export type Place = 'tree' | 'notebooks' | 'files' | 'missing';

export async function placeOf(contents: Pick<Contents, 'kind'>, path: string): Promise<Place> {
  const kind = await contents.kind(path);
  if (kind === 'directory') return 'tree';
  if (kind === undefined) return 'missing';
  return path.endsWith('.ipynb') ? 'notebooks' : 'files';
}
