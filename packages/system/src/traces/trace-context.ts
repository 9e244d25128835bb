import { randomBytes } from 'node:crypto';

/** Where a span belongs (https://www.w3.org/TR/trace-context/). Ids are lower-case hexadecimal. */
export type TraceContext = { readonly traceId: string; readonly spanId: string; readonly sampled: boolean };

const shape = /^(?!ff)[\da-f]{2}-(?<traceId>[\da-f]{32})-(?<spanId>[\da-f]{16})-(?<flags>[\da-f]{2})(?:-|$)/;
const zeros = /^0+$/;

/** What a `traceparent` header says; undefined where it says nothing that can be believed. */
export function traceContextOf(header: unknown): TraceContext | undefined {
  const { traceId = '0', spanId = '0', flags = '0' } = shape.exec(String(header))?.groups ?? {};
  if (zeros.test(traceId) || zeros.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** A new span below a parent, or the first one of a trace. */
export function contextBelow(parent: TraceContext | undefined): TraceContext {
  return {
    traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    sampled: parent?.sampled ?? true,
  };
}
