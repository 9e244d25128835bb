/** ISO 8601 in UTC as Python prints it: six digits after the seconds, or none when they are zero. */
export function isoTime(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : `${text.slice(0, -1)}000Z`;
}
