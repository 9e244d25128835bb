/** ISO 8601 in UTC as Jupyter's clients know it: six digits after the seconds, or none when they are zero. */
export function isoTime(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('.000Z') ? text.replace('.000Z', 'Z') : text.replace('Z', '000Z');
}
