const epoch = '1970-01-01T00:00:00Z';
/** Of a folder's files many are of one second. */
let last = { second: 0, text: epoch.slice(0, -1) };

function textOf(second: number): string {
  if (second !== last.second) last = { second, text: new Date(second * 1000).toISOString().slice(0, 19) };
  return last.text;
}

/** UTC with microseconds, `2026-01-02T03:04:05.678901Z`; without a fraction when it is zero. Impossible times are the epoch. */
export function entryDate(nanoseconds: bigint): string {
  // Exact in a double from 1684 to 2255.
  const microseconds = Number(nanoseconds / 1000n) - (nanoseconds % 1000n < 0n ? 1 : 0);
  const second = Math.floor(microseconds / 1_000_000);
  const year = new Date(second * 1000).getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) return epoch;
  const fraction = microseconds - second * 1_000_000;
  return fraction === 0 ? `${textOf(second)}Z` : `${textOf(second)}.${String(fraction).padStart(6, '0')}Z`;
}
