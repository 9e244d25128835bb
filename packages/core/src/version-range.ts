type Numbers = readonly [number, number, number];
type Bound = { readonly least: Numbers; readonly below: Numbers };

const highest = Number.MAX_SAFE_INTEGER;
const endless: Numbers = [highest, highest, highest];

/**
 * Whether a version is in a range as npm writes them: `1.2.3`, `1.2`, `1.x`, `*`, `^`, `~`, `>=`, `>`, `<=`, `<`, `=`, several
 * with spaces (all hold) and `||` (one holds). A pre-release counts as its release. Undefined when the range is no such text.
 */
export function inRange(version: string, range: string): boolean | undefined {
  const wanted = numbersOf(version);
  const alternatives = range.split('||').map((part) => boundsOf(part.trim()));
  if (!wanted || alternatives.some((bounds) => bounds === undefined)) return undefined;
  return alternatives.some((bounds) => bounds?.every(({ least, below }) => isIn(wanted, least, below)));
}

function boundsOf(text: string): readonly Bound[] | undefined {
  const parts = text
    .replaceAll(/([<>=~^])\s+/g, '$1')
    .split(/\s+/)
    .filter(Boolean);
  const bounds = parts.map(boundOf);
  return bounds.every((bound) => bound !== undefined) ? bounds : undefined;
}

function boundOf(text: string): Bound | undefined {
  const match = /^(\^|~|>=|<=|>|<|=)?v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:-[\w.-]+)?$/i.exec(text);
  if (!match) return undefined;
  const given = match.slice(2).map((part) => (part === undefined || /[x*]/i.test(part) ? undefined : Number(part)));
  const length = given.includes(undefined) ? given.indexOf(undefined) : 3;
  const least: Numbers = [given[0] ?? 0, length > 1 ? (given[1] ?? 0) : 0, length > 2 ? (given[2] ?? 0) : 0];
  const after = bumped(least, length - 1);
  switch (match[1]) {
    case '>=':
      return { least, below: endless };
    case '>':
      return { least: after, below: endless };
    case '<':
      return { least: [0, 0, 0], below: least };
    case '<=':
      return { least: [0, 0, 0], below: after };
    case '~':
      return { least, below: bumped(least, Math.min(1, length - 1)) };
    case '^':
      return { least, below: bumped(least, Math.min(firstSet(least), length - 1)) };
    default:
      return { least, below: after };
  }
}

/** The first version after all that have the same numbers up to this place. */
function bumped([major, minor, patch]: Numbers, place: number): Numbers {
  if (place < 0) return endless;
  if (place === 0) return [major + 1, 0, 0];
  return place === 1 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

/** The place that `^` keeps: the first one that is not zero. */
function firstSet(numbers: Numbers): number {
  const place = numbers.findIndex((number) => number > 0);
  return place < 0 ? 2 : place;
}

function numbersOf(version: string): Numbers | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(version);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

function isIn(version: Numbers, least: Numbers, below: Numbers): boolean {
  return compare(version, least) >= 0 && compare(version, below) < 0;
}

function compare(left: Numbers, right: Numbers): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
