/** What a tab shows: a mountain, in a colour for each kind of page; a kernel at work is orange. */
export type IconKind = 'idle' | 'busy' | 'notebook' | 'file' | 'console' | 'terminal';
type Point = readonly [x: number, y: number];
type Colour = readonly [red: number, green: number, blue: number];

const backgrounds: Readonly<Record<IconKind, Colour>> = {
  idle: [38, 70, 83],
  busy: [231, 111, 41],
  notebook: [42, 110, 187],
  file: [97, 97, 110],
  console: [64, 99, 67],
  terminal: [30, 32, 38],
};
const rock: Colour = [224, 231, 236];
const snow: Colour = [255, 255, 255];
// In units of the icon's side.
const mountain: readonly Point[] = [
  [0.1, 0.82],
  [0.44, 0.2],
  [0.6, 0.48],
  [0.69, 0.36],
  [0.92, 0.82],
];
const peak: readonly Point[] = [
  [0.44, 0.2],
  [0.56, 0.41],
  [0.47, 0.48],
  [0.41, 0.4],
  [0.32, 0.42],
];
const cornerRadius = 0.2;

/** Even-odd rule. */
function inPolygon(x: number, y: number, polygon: readonly Point[]): boolean {
  let inside = false;
  for (const [index, [x1, y1]] of polygon.entries()) {
    const [x2, y2] = polygon.at(index - 1) ?? [0, 0];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

function inRoundedSquare(x: number, y: number): boolean {
  const dx = Math.max(cornerRadius - x, 0, x - (1 - cornerRadius));
  const dy = Math.max(cornerRadius - y, 0, y - (1 - cornerRadius));
  return dx * dx + dy * dy <= cornerRadius * cornerRadius;
}

/** The colour of the icon at a point of the unit square; undefined outside of it. */
export function colourAt(kind: IconKind, x: number, y: number): Colour | undefined {
  if (!inRoundedSquare(x, y)) return undefined;
  if (inPolygon(x, y, peak)) return snow;
  return inPolygon(x, y, mountain) ? rock : backgrounds[kind];
}
