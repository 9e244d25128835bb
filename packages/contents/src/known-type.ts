import type { Entry } from '@himalia/contracts/contents';

/** An unknown type means file, as it does in jupyter_server. */
export function knownType(type: string | null | undefined): { readonly type?: Entry['type'] } {
  if (type === undefined || type === null || type === '') return {};
  return { type: type === 'directory' || type === 'notebook' ? type : 'file' };
}
