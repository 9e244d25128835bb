import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** The greeting of a libzmq 4.x peer that speaks ZMTP 3.`minor`. */
export function rawGreeting(minor: number, mechanism = 'NULL'): Buffer {
  const bytes = Buffer.alloc(64);
  bytes[0] = 0xff;
  bytes[8] = 1;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes[11] = minor;
  bytes.write(mechanism, 12);
  return bytes;
}

export function rawReady(type: string): Buffer {
  const body = Buffer.from(`\x05READY\x0bSocket-Type\0\0\0${String.fromCharCode(type.length)}${type}`, 'latin1');
  return Buffer.concat([Buffer.from([4, body.length]), body]);
}

export type RawPeer = { readonly socket: Socket; received(): Buffer; closed: Promise<unknown> };

export function watch(socket: Socket): RawPeer {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  return { socket, received: () => Buffer.concat(chunks), closed: once(socket, 'close') };
}

export function rawConnect(port: number): RawPeer {
  return watch(createConnection({ port, host: '127.0.0.1' }));
}

/** Listens without speaking ZMTP; gives each connection to `serve`. */
export async function rawServer(serve: (peer: RawPeer) => void): Promise<{ server: Server; endpoint: string }> {
  const server = createServer((socket) => serve(watch(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, endpoint: `tcp://127.0.0.1:${address.port}` };
}
