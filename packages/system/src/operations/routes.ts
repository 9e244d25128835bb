import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Handlers, HttpError, type User } from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/operations';
import type { RunningOperation } from './running-operation.ts';
import type { RunningOperations } from './running-operations.ts';

/** Watchers are told at most this often (milliseconds). */
const pace = 100;

/** The operation as it goes on, until it has ended or nobody reads any more. */
async function* eventsOf(operation: RunningOperation, signal: AbortSignal): AsyncGenerator<string> {
  for (;;) {
    const { state } = operation;
    yield `data: ${JSON.stringify(state)}\n\n`;
    if (state.status !== 'running' || signal.aborted) return;
    if (operation.state === state) await operation.change(signal);
    if (operation.state.status === 'running') await sleep(pace, undefined, { signal }).catch(() => undefined);
  }
}

/** Asks whether somebody may act on the operations of all. */
type AllowedAll = (user: User, action: 'read' | 'write') => boolean;

/** The handlers of operations. */
export function operationRoutes(operations: RunningOperations, allowedAll: AllowedAll): Handlers<Operations> {
  const mayAct = ({ owner }: RunningOperation, user: User | undefined, action: 'read' | 'write'): boolean =>
    user === undefined || owner === user.username || allowedAll(user, action);
  const found = (id: string, user: User | undefined, action: 'read' | 'write' = 'read'): RunningOperation => {
    const operation = operations.get(id);
    if (!operation || !mayAct(operation, user, 'read'))
      throw new HttpError(404, `There is no operation ${id.slice(0, 40)}; ended ones are forgotten after a while`);
    if (!mayAct(operation, user, action)) throw new HttpError(403, 'This operation is of somebody else');
    return operation;
  };
  return {
    listOperations: ({ user, reply }) =>
      reply(200, {
        operations: operations
          .all()
          .filter((operation) => mayAct(operation, user, 'read'))
          .map(({ state }) => state),
      }),
    async getOperation({ params, query, request, user, reply }) {
      const operation = found(params.operation_id, user);
      const wait = (query.wait ?? 0) * 1000;
      const { signal } = request;
      if (wait > 0)
        await Promise.race([operation.ended, sleep(wait, undefined, { signal, ref: false }).catch(() => undefined)]);
      return reply(200, operation.state);
    },
    async endOperation({ params, user, reply }) {
      const operation = found(params.operation_id, user, 'write');
      if (operation.state.status === 'running') await operation.cancel();
      else operations.forget(operation.id);
      return reply(204);
    },
    watchOperation({ params, request, user, reply }) {
      const events = eventsOf(found(params.operation_id, user), request.signal);
      const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
      return reply(200, Readable.from(events, { objectMode: false }), headers);
    },
    async getOperationResult({ params, user, file }) {
      const made = found(params.operation_id, user).file;
      if (!made) throw new HttpError(404, 'This operation has no file to download, or has not ended');
      const name = encodeURIComponent(made.name).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
      return await file(made.path, {
        contentType: made.contentType,
        headers: { 'content-disposition': `attachment; filename*=utf-8''${name}` },
      });
    },
  };
}
