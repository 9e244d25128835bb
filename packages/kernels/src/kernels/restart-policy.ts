export type RestartLimits = {
  readonly enabled: boolean;
  /** Restarts in a row before a kernel is given up. */
  readonly restarts: number;
  /** First pause before a restart, in milliseconds; then twice as long each time. */
  readonly pauseMs: number;
};
export type Death = {
  /** Whether it ever answered since its launch. */
  readonly wasReady: boolean;
  /** Time since its launch, in milliseconds. */
  readonly ageMs: number;
};
export type Verdict =
  | { readonly restart: false }
  | { readonly restart: true; readonly pauseMs: number; readonly newPorts: boolean };

/** A kernel that lived this long, in milliseconds, starts counting anew. */
const settledMs = 10_000;
/** Somebody else may have taken a port between its choice and the kernel's bind, so a start is tried twice, not more. */
const failedStarts = 2;
const longestPauseMs = 8000;

/** Decides what becomes of a kernel that ended unasked. */
export class RestartPolicy {
  readonly #limits: RestartLimits;
  #restarts = 0;
  #failedStarts = 0;

  constructor(limits: RestartLimits) {
    this.#limits = limits;
  }

  judge({ wasReady, ageMs }: Death): Verdict {
    if (wasReady && ageMs >= settledMs) this.reset();
    this.#failedStarts = wasReady ? 0 : this.#failedStarts + 1;
    if (!this.#limits.enabled || this.#failedStarts >= failedStarts || this.#restarts >= this.#limits.restarts) {
      return { restart: false };
    }
    const pauseMs = Math.min(longestPauseMs, this.#limits.pauseMs * 2 ** this.#restarts);
    this.#restarts++;
    return { restart: true, pauseMs, newPorts: ageMs < settledMs };
  }

  reset(): void {
    this.#restarts = 0;
    this.#failedStarts = 0;
  }
}
