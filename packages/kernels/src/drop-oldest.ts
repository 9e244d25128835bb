/** Keeps a map or a set bounded: of more entries than `most`, the one that was set first goes. */
export function dropOldest(entries: Map<unknown, unknown> | Set<unknown>, most: number): void {
  const [oldest] = entries.keys();
  if (entries.size > most) entries.delete(oldest);
}
