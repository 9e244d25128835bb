import { once } from 'node:events';
import type { TestServer } from '@himalia/testing';

export type KernelEvent = Readonly<Record<string, string>>;

/** The events about kernels from now on, of a server with the plugin for events. */
export async function listen(server: TestServer): Promise<{ readonly events: KernelEvent[] } & Disposable> {
  const socket = server.socket('api/events/subscribe');
  const events: KernelEvent[] = [];
  socket.on('message', (data: Buffer) => events.push(JSON.parse(String(data)) as KernelEvent));
  await once(socket, 'open');
  return { events, [Symbol.dispose]: () => socket.close() };
}
