/** What a process holds at one moment. */
export type Sample = {
  /** Milliseconds since the start. */
  readonly at: number;
  /** Resident memory in MB. */
  readonly memory: number;
  /** Open file descriptors. */
  readonly files: number;
};
export type Trend = {
  /** Medians of the second and of the last third; the first third warms up. */
  readonly memory: readonly [before: number, after: number];
  readonly files: readonly [before: number, after: number];
};

/** Growth between two thirds that is no leak: the collector's freedom. */
const memoryFreedom = { share: 0.1, megabytes: 16 };
const fileFreedom = 4;

export function trendOf(samples: readonly Sample[]): Trend {
  const third = Math.floor(samples.length / 3);
  const second = samples.slice(third, 2 * third);
  const last = samples.slice(2 * third);
  const both = (of: (sample: Sample) => number): [number, number] => [median(second.map(of)), median(last.map(of))];
  return { memory: both(({ memory }) => memory), files: both(({ files }) => files) };
}

/** What grows, in words; nothing when all is flat. */
export function growthIn({ memory, files }: Trend): readonly string[] {
  const [was, is] = memory;
  const allowed = was + Math.max(was * memoryFreedom.share, memoryFreedom.megabytes);
  return [
    ...(is > allowed ? [`memory grew from ${was.toFixed(0)} to ${is.toFixed(0)} MB`] : []),
    ...(files[1] > files[0] + fileFreedom ? [`open files grew from ${files[0]} to ${files[1]}`] : []),
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
