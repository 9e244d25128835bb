import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { endpointOf } from '@himalia/protocol/connection';
import { connect } from '@himalia/protocol/zmtp';

/** The system's words for: nobody listens there. A network that is down says other things, and is waited for. */
const nobody = new Set(['ECONNREFUSED', 'ENOENT']);

type PresenceListener = {
  /** It listens again. */
  here(): void;
  /** Nobody has listened for the whole time. */
  gone(): void;
};

/** Whether a kernel whose process is not ours still listens, told by its heartbeat socket. */
export function watchPresence(connection: ConnectionInfo, goneMs: number, listener: PresenceListener): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  let gone = false;
  const socket = connect('REQ', endpointOf(connection, 'hb'));
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  socket.onState((state, reason) => {
    if (state === 'connected') {
      stop();
      if (gone) listener.here();
      gone = false;
    } else if (gone || !nobody.has((reason as NodeJS.ErrnoException | undefined)?.code ?? '')) return;
    else {
      timer ??= setTimeout(() => {
        gone = true;
        listener.gone();
      }, goneMs).unref();
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      stop();
      await socket.close(0);
    },
  };
}
