import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { parseConnectionInfo } from '@himalia/protocol/connection';

/**
 * Writes a kernel's connection file (jupyter_client, "Connection files"): readable by its owner only, because whoever has
 * the key can run code. `session` is the document's path, as the kernel's tools may show it.
 */
export async function writeConnectionFile(path: string, connection: ConnectionInfo, session?: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(path, { force: true });
  const content = session === undefined ? connection : { ...connection, jupyter_session: session };
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

const names = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

export function portsOf(connection: ConnectionInfo): number[] {
  return names.map((name) => connection[name]);
}

/** The connection file of a kernel, in Jupyter's runtime folder. */
export function connectionFile(runtime: string, id: string): string {
  return join(runtime, `kernel-${id}.json`);
}

/** The same as `removeConnectionFile`, of a kernel that only its file tells of. */
export async function clearConnectionFile(path: string): Promise<void> {
  const connection = await readFile(path, 'utf8').then(parseConnectionInfo, () => undefined);
  if (connection) await removeConnectionFile(path, connection);
}

/** Removes the connection file, and the sockets where the kernel made some. */
export async function removeConnectionFile(path: string, connection: ConnectionInfo): Promise<void> {
  const sockets = connection.transport === 'ipc' ? portsOf(connection).map((port) => `${connection.ip}-${port}`) : [];
  await Promise.all([path, ...sockets].map((file) => rm(file, { force: true })));
}
