import type { Plugin } from '../plugin.ts';

/** By code unit, so that the order is the same on every machine. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function byId(left: Plugin, right: Plugin): number {
  return compareText(left.id, right.id);
}

export function idsOf(plugins: readonly Plugin[]): readonly string[] {
  return [...new Set(plugins.map((plugin) => plugin.id))].sort(compareText);
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
