import type { Route, Segment } from './route.ts';

/** A path that goes on with anything is weaker than one that ends, and that one weaker than one that names more. */
const ranks = { static: 4, pattern: 3, parameter: 2, end: 1, tail: 0 } as const;

/**
 * The documented rule of precedence, for sorting: where two routes match one request, the first one serves it. Compared
 * segment by segment: static text, then text with parameters inside, then a parameter, then the path's end, then a tail.
 * Zero for routes of the same shape.
 */
export function compareRoutes(left: Pick<Route, 'segments'>, right: Pick<Route, 'segments'>): number {
  const length = Math.max(left.segments.length, right.segments.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(right.segments[index]) - rank(left.segments[index]);
    if (difference !== 0) return difference;
    const order = compareTexts(textOf(left.segments[index]), textOf(right.segments[index]));
    if (order !== 0) return order;
  }
  return 0;
}

function rank(segment: Segment | undefined): number {
  return ranks[segment?.kind ?? 'end'];
}

function textOf(segment: Segment | undefined): string {
  return segment && 'text' in segment ? segment.text : '';
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The path without its parameters' names: `/api/kernels/{}`, `/files/{*}`. Equal for routes that match the same paths. */
export function shapeOf({ segments }: Pick<Route, 'segments'>): string {
  const shapes = segments.map((segment) => {
    if ('text' in segment) return segment.text;
    return segment.kind === 'tail' ? '{*}' : '{}';
  });
  return `/${shapes.join('/')}`;
}

/** Whether every path that `inner` matches is matched by `outer` as well. */
export function covers(outer: Pick<Route, 'segments'>, inner: Pick<Route, 'segments'>): boolean {
  // More segments than `outer` has can tell it nothing new: only a tail of its own can match them.
  const most = inner.segments.some(({ kind }) => kind === 'tail') ? outer.segments.length + 1 : 0;
  for (let length = 0; length <= most; length++) {
    if (!matches(outer.segments, expand(inner.segments, length))) return false;
  }
  return true;
}

/** A sample path: every tail as so many segments of unknown content. */
function expand(segments: readonly Segment[], length: number): readonly Segment[] {
  const any: Segment = { kind: 'parameter', name: '' };
  return segments.flatMap((segment) => (segment.kind === 'tail' ? Array<Segment>(length).fill(any) : [segment]));
}

function matches(pattern: readonly Segment[], path: readonly Segment[]): boolean {
  const [first, ...rest] = pattern;
  if (!first) return path.length === 0;
  if (first.kind === 'tail') return path.some((_, index) => matches(rest, path.slice(index))) || matches(rest, []);
  const [segment, ...following] = path;
  return segment !== undefined && admits(first, segment) && matches(rest, following);
}

/** Two different patterns are taken to match different texts. */
function admits(pattern: Segment, segment: Segment): boolean {
  if (pattern.kind === 'parameter') return true;
  if (!('text' in pattern && 'text' in segment)) return false;
  if (pattern.kind === 'static' || segment.kind === 'pattern') return pattern.text === segment.text;
  const [start = '', ...others] = pattern.text.split('{}');
  const end = others.at(-1) ?? '';
  return (
    segment.text.length > start.length + end.length && segment.text.startsWith(start) && segment.text.endsWith(end)
  );
}
