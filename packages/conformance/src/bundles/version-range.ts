type Version = readonly [major: number, minor: number, patch: number];

function parsed(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

/** Whether a version is in a range: `^1.2.0` as npm means it, or one exact version. Throws `TypeError` for another form. */
export function inRange(version: string, range: string): boolean {
  const least = parsed(range.replace(/^\^/, ''));
  if (!least) throw new TypeError(`'${range}' is no range of versions; write '^1.2.0' or '1.2.0'`);
  const given = parsed(version);
  if (!given) return false;
  const order = compare(given, least);
  if (!range.startsWith('^')) return order === 0;
  const fixed = least.findIndex((part) => part > 0);
  return order >= 0 && least.slice(0, fixed < 0 ? 3 : fixed + 1).every((part, index) => given[index] === part);
}

function compare(left: Version, right: Version): number {
  const index = left.findIndex((part, place) => part !== right[place]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
