const epoch = '1970-01-01T00:00:00Z';

/** UTC with microseconds, `2026-01-02T03:04:05.678901Z`; without a fraction when it is zero. Impossible times are the epoch. */
export function entryDate(nanoseconds: bigint): string {
  const microseconds = nanoseconds / 1000n - (nanoseconds % 1000n < 0n ? 1n : 0n);
  const fraction = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((microseconds - fraction) / 1000n));
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) return epoch;
  const seconds = date.toISOString().slice(0, 19);
  return fraction === 0n ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(6, '0')}Z`;
}
