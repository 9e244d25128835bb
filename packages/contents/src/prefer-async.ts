import { setTimeout as sleep } from 'node:timers/promises';
import type { Headers, RequestInfo, Sent } from '@himalia/contracts/http';
import type { LongOperation, LongOperations, Outcome, Task } from '@himalia/contracts/operations';
import { answering } from './http-answer.ts';

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

export type Later = { readonly id: string; readonly url: string; readonly status: LongOperation['status'] };
export type LongRequest<T> = {
  readonly kind: string;
  readonly title: string;
  readonly request: RequestInfo;
  /** The status of what is hidden. */
  readonly hidden?: 400 | 404;
  readonly work: (task: Task | undefined) => Promise<T>;
  /** The answer to a client that waits to the end. */
  readonly answer: (done: T) => Sent | Promise<Sent>;
  /** The same, as the operation keeps it. */
  readonly outcome: (done: T) => Outcome;
  readonly later: (body: Later, headers: Headers) => Sent;
};

/** Answers when the work is done, or, to a client that prefers it and where it takes long, with an operation. */
export async function answerLater<T>(
  operations: LongOperations | undefined,
  baseUrl: string,
  long: LongRequest<T>,
): Promise<Sent> {
  const wait = patienceOf(long.request);
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  promise.catch(() => undefined); // told by the operation when nobody waits any more
  const begun =
    wait === undefined
      ? undefined
      : operations?.begin(long.kind, long.title, async (task) => {
          try {
            const done = await answering(() => long.work(task), long.hidden);
            resolve(done);
            return long.outcome(done);
          } catch (error) {
            reject(error);
            throw error;
          }
        });
  if (!begun) return await long.answer(await long.work(undefined));
  const unfinished = Symbol();
  const first = wait === 0 ? unfinished : await Promise.race([promise, sleep(wait, unfinished, { ref: false })]);
  if (first !== unfinished) return await long.answer(first as T);
  const url = `${baseUrl}api/himalia/operations/${begun.id}`;
  const status = operations?.find(begun.id)?.status ?? 'running';
  return long.later({ id: begun.id, url, status }, { location: url, 'preference-applied': 'respond-async' });
}
