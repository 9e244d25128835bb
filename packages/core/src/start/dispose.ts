/** Ends a service that is `AsyncDisposable` or `Disposable`; any other value needs no end. */
export async function dispose(service: unknown): Promise<void> {
  if ((typeof service !== 'object' && typeof service !== 'function') || service === null) return;
  const ending: Partial<AsyncDisposable & Disposable> = service;
  if (typeof ending[Symbol.asyncDispose] === 'function') await ending[Symbol.asyncDispose]?.();
  else ending[Symbol.dispose]?.();
}
