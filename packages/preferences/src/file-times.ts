import type { BigIntStats } from 'node:fs';

export type FileTimes = { readonly last_modified: string; readonly created: string };

/** ISO 8601 as Python's `isoformat` has it in UTC: six digits after the seconds, or none when they are zero, and +00:00. */
function isoTime(nanoseconds: bigint): string {
  const rounded = (nanoseconds + 500n) / 1000n;
  const seconds = new Date(Number(rounded / 1000n)).toISOString().slice(0, 19);
  const micros = rounded % 1_000_000n;
  return `${seconds}${micros === 0n ? '' : `.${String(micros).padStart(6, '0')}`}+00:00`;
}

/** When a file was written. `created` is the time of its last change in the file system, as in jupyterlab_server. */
export function fileTimes({ mtimeNs, ctimeNs }: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>): FileTimes {
  return { last_modified: isoTime(mtimeNs), created: isoTime(ctimeNs) };
}
