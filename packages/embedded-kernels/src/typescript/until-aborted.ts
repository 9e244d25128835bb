import { Interrupted } from './interrupted.ts';

/** Waits for a promise, but not longer than to the interrupt; what it comes to later is not heard any more. */
export function untilAborted(value: unknown, signal: AbortSignal): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const abort = (): void => reject(new Interrupted());
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  resolvedLater(value).then(resolve, reject);
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

async function resolvedLater(value: unknown): Promise<unknown> {
  return await value;
}
