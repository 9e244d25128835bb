import type { ServerSocket, ServerType, SocketOptions } from './socket.ts';

/** Listens on `tcp://HOST:PORT` (0 chooses one) or `ipc://PATH`. */
export function bind(type: ServerType, endpoint: string, _options: SocketOptions = {}): Promise<ServerSocket> {
  throw new Error(`${type} ${endpoint}: still being written`);
}
