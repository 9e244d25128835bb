import { chmodSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';

/** Listens at a Unix socket that only this user may open. One that a killed process left is removed before. */
export async function listenPrivately(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  // The socket file comes into being inside this call.
  const before = process.umask(0o177);
  try {
    server.listen(path, resolve);
  } finally {
    process.umask(before);
  }
  await promise;
  server.off('error', reject);
  chmodSync(path, 0o600);
}
