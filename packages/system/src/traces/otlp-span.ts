import type { SpanAttributes } from '@himalia/contracts/traces';
import { version } from '../version.ts';
import type { TraceContext } from './trace-context.ts';

export type EndedSpan = {
  readonly context: TraceContext;
  readonly parent: TraceContext | undefined;
  readonly name: string;
  readonly kind: 'server' | 'internal';
  /** Milliseconds since 1970, with parts. */
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  readonly attributes: SpanAttributes;
};

const kinds = { internal: 1, server: 2 } as const;
const ERROR = 2;

function keyValues(attributes: SpanAttributes): readonly object[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [
      { key, value: typeof value === 'number' ? { intValue: String(Math.round(value)) } : { stringValue: value } },
    ];
  });
}

function nanoseconds(milliseconds: number): string {
  return `${BigInt(Math.round(milliseconds * 1000))}000`;
}

function otlpSpan({ context, parent, name, kind, start, end, failed, attributes }: EndedSpan): object {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parent ? { parentSpanId: parent.spanId } : {}),
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: keyValues(attributes),
    status: failed ? { code: ERROR } : {},
  };
}

/** The body of a request to a collector: OTLP 1, `ExportTraceServiceRequest` in its JSON form. */
export function otlpRequest(serviceName: string, spans: readonly EndedSpan[]): string {
  const scope = { name: 'himalia', version };
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues({ 'service.name': serviceName, 'service.version': version }) },
        scopeSpans: [{ scope, spans: spans.map(otlpSpan) }],
      },
    ],
  });
}
