import { chmod, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the protocol between server and supervisor. Another version has another socket, and so another supervisor. */
export const version = 2;
/** Longest path of a Unix socket on Linux; macOS allows four less. */
const longestSocket = 103;

/** What the supervisor of a runtime folder keeps, and where: nobody but the user may enter. */
type SupervisorPlaces = {
  readonly folder: string;
  readonly socket: string;
  readonly lock: string;
  readonly log: string;
};

export function supervisorPlaces(runtime: string): SupervisorPlaces {
  const folder = join(runtime, 'himalia');
  const name = join(folder, `supervisor-${version}`);
  return { folder, socket: `${name}.sock`, lock: `${name}.lock`, log: join(folder, 'supervisor.log') };
}

/** Why no supervisor can listen there, in words. */
export function unusable(runtime: string): string | undefined {
  if (process.platform === 'win32') return 'Windows has no Unix sockets that Node can protect';
  const { socket } = supervisorPlaces(runtime);
  if (Buffer.byteLength(socket) <= longestSocket) return undefined;
  return `the path ${socket} is too long for a Unix socket; JUPYTER_RUNTIME_DIR names a shorter one`;
}

/** Makes the folder and sees that it is the user's own and nobody else's. Rejects when it is not. */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is no folder`);
  if (found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to somebody else`);
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700);
}
