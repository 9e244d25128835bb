import { ContentsError, type ContentsErrorCode, type Entry } from '@himalia/contracts/contents';
import { type Headers, HttpError } from '@himalia/contracts/http';

const statuses: Readonly<Record<ContentsErrorCode, number>> = {
  not_found: 404,
  exists: 409,
  not_empty: 400,
  hidden: 400,
  bad_type: 400,
  bad_format: 400,
  bad_request: 400,
  forbidden: 403,
  changed: 412,
  conflict: 409,
  unseen: 409,
  too_large: 413,
  no_space: 507,
  failed: 500,
};
const reasons: Partial<Record<ContentsErrorCode, string>> = {
  bad_type: 'bad type',
  bad_format: 'bad format',
  unseen: 'unseen outputs',
};

/** Runs a handler's work; contents errors become answers. Reading something hidden is a 404, changing it a 400. */
export async function answering<T>(work: () => Promise<T>, hidden: 404 | 400 = 400): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ContentsError)) throw error;
    const status = error.code === 'hidden' ? hidden : statuses[error.code];
    throw new HttpError(status, error.message, reasons[error.code] ?? null);
  }
}

/** Percent-escapes a path as Python's `quote` does: all but `/ A-Z a-z 0-9 _ . - ~`. */
export function quotePath(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment.toWellFormed()).replaceAll(/[!'()*]/g, quoteCharacter))
    .join('/');
}

function quoteCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Where an entry is. */
export function locationOf({ path }: Entry, baseUrl: string): string {
  return `${baseUrl}api/contents${path === '' ? '' : '/'}${quotePath(path)}`;
}

/** The headers of an entry's model. */
export function entryHeaders(entry: Entry, baseUrl?: string): Headers {
  return {
    'last-modified': new Date(entry.last_modified).toUTCString(),
    ...(baseUrl === undefined ? {} : { location: locationOf(entry, baseUrl) }),
  };
}

/** The hashes that an If-Match header names. */
export function hashesOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'));
}
