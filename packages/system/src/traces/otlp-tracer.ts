import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestInfo, RequestWatcher, WatchedRequest } from '@himalia/contracts/http';
import type { SpanAttributes, Tracer } from '@himalia/contracts/traces';
import type { EndedSpan } from './otlp-span.ts';
import type { SpanExporter } from './span-exporter.ts';
import { contextBelow, type TraceContext, traceContextOf } from './trace-context.ts';

const now = (): number => performance.timeOrigin + performance.now();

/** A span for each request, and below it one for each piece of its work that somebody names. */
export class OtlpTracer implements Tracer, AsyncDisposable {
  readonly #exporter: SpanExporter;
  readonly #current = new AsyncLocalStorage<TraceContext>();

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  /** Begins the span of a request. Its name is the address as the document writes it: paths of users are in no span. */
  readonly watch: RequestWatcher = ({ method, headers, secure }: RequestInfo): WatchedRequest => {
    const parent = traceContextOf(headers.traceparent);
    const context = contextBelow(parent);
    const start = now();
    return {
      run: (handle) => this.#current.run(context, handle),
      answered: ({ route, status }) =>
        this.#end({
          context,
          parent,
          name: route === undefined ? method : `${method} ${route}`,
          kind: 'server',
          start,
          failed: status >= 500,
          attributes: {
            'http.request.method': method,
            'http.route': route,
            'http.response.status_code': status,
            'url.scheme': secure ? 'https' : 'http',
          },
        }),
    };
  };

  async span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
    const parent = this.#current.getStore();
    const context = contextBelow(parent);
    const begun = { context, parent, name, kind: 'internal', start: now() } as const;
    try {
      const done = await this.#current.run(context, work);
      this.#end({ ...begun, failed: false, attributes });
      return done;
    } catch (error) {
      this.#end({ ...begun, failed: true, attributes: { ...attributes, 'error.type': (error as Error).name } });
      throw error;
    }
  }

  #end(span: Omit<EndedSpan, 'end'>): void {
    if (span.context.sampled) this.#exporter.add({ ...span, end: now() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#exporter[Symbol.asyncDispose]();
  }
}
