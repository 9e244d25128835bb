import { chmod, unlink } from 'node:fs/promises';
import { createConnection, type Server } from 'node:net';
import { type Endpoint, listenOptions } from './endpoint.ts';

/** Listens; a socket file that nobody answers on any more is replaced. The file is for its owner alone. */
export async function listen(server: Server, endpoint: Endpoint): Promise<void> {
  try {
    await attempt(server, endpoint);
  } catch (error) {
    if (!('path' in endpoint) || !isCode(error, 'EADDRINUSE') || !(await isAbandoned(endpoint.path))) throw error;
    await unlink(endpoint.path);
    await attempt(server, endpoint);
  }
  if ('path' in endpoint && !endpoint.path.startsWith('\0')) await chmod(endpoint.path, 0o600);
}

function attempt(server: Server, endpoint: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenOptions(endpoint), () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isAbandoned(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error) => resolve(isCode(error, 'ECONNREFUSED')));
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
