import type { ClientSocket, ClientType, ConnectOptions } from './socket.ts';

/** Connects to `tcp://HOST:PORT` or `ipc://PATH`; answers at once, before the connection stands. */
export function connect(type: ClientType, endpoint: string, _options: ConnectOptions = {}): ClientSocket {
  throw new Error(`${type} ${endpoint}: still being written`);
}
