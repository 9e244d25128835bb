import type { RequestTime } from '@himalia/contracts/http';

/** Upper ends in seconds, as Prometheus' own clients choose them. */
const ends = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

type Counted = { -readonly [Key in keyof Omit<RequestTime, 'buckets'>]: RequestTime[Key] } & {
  readonly buckets: number[];
};

/** How long requests took, by method, address and status; as many entries as documents promise answers. */
export class RequestTimes {
  readonly #counted = new Map<string, Counted>();

  /** `handler`: the address as its document writes it. */
  add(method: string, handler: string, status: number, seconds: number): void {
    const key = `${method} ${handler} ${status}`;
    const known = this.#counted.get(key);
    const times = known ?? { method, handler, status, count: 0, seconds: 0, buckets: ends.map(() => 0) };
    if (!known) this.#counted.set(key, times);
    times.count += 1;
    times.seconds += seconds;
    const bucket = ends.findIndex((end) => seconds <= end);
    if (bucket >= 0) times.buckets[bucket] = (times.buckets[bucket] ?? 0) + 1;
  }

  list(): readonly RequestTime[] {
    return [...this.#counted.values()].map(({ buckets, ...times }) => {
      let below = 0;
      const cumulative = ends.map((end, index) => {
        below += buckets[index] ?? 0;
        return { end, count: below };
      });
      return { ...times, buckets: cumulative };
    });
  }
}
