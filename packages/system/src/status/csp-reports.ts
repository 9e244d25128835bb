import type { Log } from '@himalia/core';

type Fields = Record<string, string>;
const names: readonly (readonly [name: string, ...sources: string[]])[] = [
  ['directive', 'effective-directive', 'violated-directive', 'effectiveDirective'],
  ['blocked', 'blocked-uri', 'blockedURL'],
  ['page', 'document-uri', 'documentURL'],
];
const perMinute = 20;

/** Logs what browsers report, little of it: anybody's page can make them report, and addresses may hold a token. */
export class CspReports {
  readonly #log: Log;
  readonly #now: () => number;
  #minute = 0;
  #count = 0;

  constructor(log: Log, now: () => number = Date.now) {
    this.#log = log;
    this.#now = now;
  }

  take(report: unknown): void {
    const minute = Math.floor(this.#now() / 60_000);
    if (minute !== this.#minute) [this.#minute, this.#count] = [minute, 0];
    this.#count += 1;
    if (this.#count <= perMinute)
      this.#log.warn('A browser refused something by the content security policy', fieldsOf(report));
  }
}

/** Browsers send `{"csp-report": {…}}`, or with the Reporting API `[{"body": {…}}]`. */
function fieldsOf(report: unknown): Fields {
  const first = Array.isArray(report) ? member(report[0], 'body') : member(report, 'csp-report');
  return Object.fromEntries(
    names.flatMap(([name, ...sources]) => {
      const value = sources.map((source) => member(first, source)).find((one) => typeof one === 'string');
      return typeof value === 'string' ? [[name, value.replace(/[?#].*$/s, '').slice(0, 200)]] : [];
    }),
  );
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
