import { HttpError } from '@himalia/contracts/http';
import { KernelError, type KernelErrorCode, type Recall } from '@himalia/contracts/kernels';

const statuses: Readonly<Record<KernelErrorCode, number>> = {
  bad_id: 400,
  not_found: 404,
  not_known: 503,
  exists: 409,
  no_kernelspec: 404,
  start_failed: 500,
  limit: 429,
};

/** What a `KernelError` is over HTTP; other errors stay as they are. */
export function asHttpError(error: unknown): unknown {
  return error instanceof KernelError ? new HttpError(statuses[error.code], error.message) : error;
}

/** Runs a request; a `KernelError` becomes its answer. */
export async function answering<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asHttpError(error);
  }
}

/** A list without what may still come would say that it is gone. Throws a `KernelError` instead. */
export function checkRecall(recall: Recall | undefined): void {
  if (recall?.waitsFor === undefined) return;
  throw new KernelError('not_known', `What the server before this one left is not known yet: ${recall.waitsFor}`);
}
