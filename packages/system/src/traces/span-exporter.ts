import type { Log } from '@himalia/core';
import { type EndedSpan, otlpRequest } from './otlp-span.ts';

export type Collector = {
  /** Absolute, with `/v1/traces`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Milliseconds between two batches. */
  readonly interval: number;
};

const batch = 512;
const mostWaiting = 2048;
const patience = 10_000;
/** A server that stops waits no longer for its collector. */
const lastPatience = 2_000;

/** Sends spans in batches. A collector that does not answer costs spans, never memory or time of a request. */
export class SpanExporter implements AsyncDisposable {
  readonly #collector: Collector;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #waiting: EndedSpan[] = [];
  #lost = 0;
  #sending: Promise<void> | undefined;
  #failing = false;

  constructor(collector: Collector, log: Log) {
    this.#collector = collector;
    this.#log = log;
    this.#timer = setInterval(() => this.#sendSoon(), collector.interval).unref();
  }

  add(span: EndedSpan): void {
    if (this.#waiting.length >= mostWaiting) this.#lost++;
    else this.#waiting.push(span);
    if (this.#waiting.length >= batch) this.#sendSoon();
  }

  #sendSoon(): void {
    this.#sending ??= this.#send(AbortSignal.timeout(patience)).finally(() => {
      this.#sending = undefined;
    });
  }

  async #send(signal: AbortSignal): Promise<void> {
    const spans = this.#waiting.slice(0, batch);
    if (spans.length === 0) return;
    this.#waiting = this.#waiting.slice(batch);
    const { url, headers, serviceName } = this.#collector;
    try {
      const { ok, status } = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: otlpRequest(serviceName, spans),
        redirect: 'error',
        signal,
      });
      if (!ok) throw new Error(`it answered ${status}`);
      this.#failing = false;
    } catch (error) {
      this.#lost += spans.length;
      this.#complain(error as Error);
    }
  }

  /** Once, until it takes spans again. */
  #complain({ message, cause }: Error): void {
    if (!this.#failing) {
      const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
      this.#log.warn('the collector of traces takes no spans', { reason, lost: this.#lost });
    }
    this.#failing = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    const limit = AbortSignal.timeout(lastPatience);
    const late = new Promise<void>((done) => limit.addEventListener('abort', () => done(), { once: true }));
    await Promise.race([this.#sending, late]);
    while (this.#waiting.length > 0 && !limit.aborted && !this.#failing) await this.#send(limit);
  }
}
