import type { RequestInfo } from '@himalia/contracts/http';

/** What a client that prefers it waits for an answer before it gets an operation instead (milliseconds). */
const patience = 50;
const maxWait = 60;

/** How long the client waits (RFC 7240), in milliseconds; undefined: to the end. */
export function patienceOf({ headers }: Pick<RequestInfo, 'headers'>): number | undefined {
  const preferences = String(headers.prefer ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim());
  if (!preferences.includes('respond-async')) return undefined;
  const wait = preferences.map((one) => /^wait="?(\d+)"?$/.exec(one)?.[1]).find((seconds) => seconds !== undefined);
  return wait === undefined ? patience : Math.min(Number(wait), maxWait) * 1000;
}
