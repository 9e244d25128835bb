import { Token } from '@himalia/core';

/** Never a path of the user's, a secret, or what a notebook holds. Undefined is left out. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

/** Tells a collector how long things take, where one is configured; else it only does them. */
export interface Tracer {
  /** Does the work as a part of the request that it serves. An error of it is an error of the span. */
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
}
export const Tracer: Token<Tracer> = new Token('tracer');

/** Does the work, as a span where there is a tracer. */
export async function traced<T>(
  tracer: Tracer | undefined,
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<T>,
): Promise<T> {
  return tracer ? await tracer.span(name, attributes, work) : await work();
}
