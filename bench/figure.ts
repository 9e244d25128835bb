/** One measured line: what, on which servers, and what was hoped for. */
export type Figure = {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly himalia: number;
  readonly jupyterServer?: number | undefined;
  /** The plain relay of the same bytes. */
  readonly relay?: number | undefined;
  readonly lessIsBetter?: boolean;
  readonly goal?: Goal;
};

export type Goal = {
  /** Times better than jupyter_server, at least. */
  readonly ratio?: number;
  /** Of the relay, at least. */
  readonly share?: number;
  /** Himalia's figure, at most. */
  readonly most?: number;
};

export function ratioOf({ himalia, jupyterServer, lessIsBetter }: Figure): number | undefined {
  if (jupyterServer === undefined) return undefined;
  return lessIsBetter ? jupyterServer / himalia : himalia / jupyterServer;
}

export function shareOf({ himalia, relay }: Figure): number | undefined {
  return relay === undefined ? undefined : himalia / relay;
}

/** Undefined: nothing was hoped for. */
export function isMet(figure: Figure): boolean | undefined {
  const { goal, himalia } = figure;
  if (!goal) return undefined;
  const ratio = goal.ratio === undefined || (ratioOf(figure) ?? 0) >= goal.ratio;
  const share = goal.share === undefined || (shareOf(figure) ?? 0) >= goal.share;
  return ratio && share && (goal.most === undefined || himalia <= goal.most);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
