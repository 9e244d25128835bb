import { Http } from '@himalia/contracts/http';
import { Tracer } from '@himalia/contracts/traces';
import { type ConfigSection, definePlugin, type Plugin } from '@himalia/core';
import { headersIn, tracesUrl } from './collector.ts';

const config = {
  key: 'traces',
  options: {
    endpoint: {
      type: 'string',
      default: '',
      pattern: '^(https?://\\S+)?$',
      description:
        'OpenTelemetry collector that gets traces over OTLP/HTTP in JSON, as in http://127.0.0.1:4318; empty: none are made',
      flag: 'otlp-endpoint',
      env: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    },
    headers: {
      type: 'string',
      default: '',
      secret: true,
      description: 'Headers for the collector: name=value,name=value, percent-encoded',
      env: ['OTEL_EXPORTER_OTLP_HEADERS'],
    },
    serviceName: {
      type: 'string',
      default: 'himalia',
      description: 'What the collector calls this server',
      env: ['OTEL_SERVICE_NAME'],
    },
    seconds: {
      type: 'number',
      default: 5,
      minimum: 0.1,
      maximum: 3600,
      description: 'Time between two batches of spans',
    },
  },
} as const satisfies ConfigSection;

/** Spans of requests, kernel starts and saves for an OpenTelemetry collector. Nothing is loaded or sent without one. */
export const traces: Plugin = definePlugin({
  id: '@himalia/system:traces',
  description: 'Traces for an OpenTelemetry collector, where one is configured',
  requires: { http: Http },
  provides: Tracer,
  config,
  async activate({ http, config: { endpoint, headers, serviceName, seconds }, log, signal }) {
    if (endpoint === '') return { span: (_name, _attributes, work) => work() };
    const [{ OtlpTracer }, { SpanExporter }] = await Promise.all([
      import('./otlp-tracer.ts'),
      import('./span-exporter.ts'),
    ]);
    const collector = { url: tracesUrl(endpoint), headers: headersIn(headers), serviceName, interval: seconds * 1000 };
    const tracer = new OtlpTracer(new SpanExporter(collector, log));
    const watching = http.watch(tracer.watch);
    signal.addEventListener('abort', () => watching[Symbol.dispose](), { once: true });
    log.info('traces go to a collector', { endpoint: new URL(endpoint).origin });
    return tracer;
  },
});
