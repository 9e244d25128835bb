import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { heldPlaces } from '../feed/held-places.ts';
import { KernelProcesses } from '../processes/kernel-processes.ts';
import { boundedLog } from './bounded-log.ts';
import { listenPrivately } from './listen-privately.ts';
import { Supervisor } from './supervisor.ts';
import { privateFolder, supervisorPlaces } from './supervisor-folder.ts';
import { takeLock } from './take-lock.ts';

/** The supervisor of the runtime folder that the command line names. It ends when it has nothing to do. */
const runtime = process.argv[2] ?? '';
const { folder, socket, lock, log: logFile } = supervisorPlaces(runtime);
await privateFolder(folder);
const write = boundedLog(logFile);
const log = (line: string): void => write(`${new Date().toISOString()} [${process.pid}] ${line}\n`);
// Kernels would be without it: a problem in one connection is not one of all.
process.on('uncaughtException', (error) => log(`unexpected: ${error.stack ?? error.message}`));
// A terminal that is closed, Ctrl-C in it: meant for the server.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGPIPE'] as const) process.on(signal, () => undefined);

const processes = new KernelProcesses(heldPlaces(folder).outputs);
const server = createServer();
const idle = (): void => {
  server.close(() => process.exit());
  log('nothing left to do');
};
if (takeLock(lock)) {
  const supervisor = new Supervisor({ folder, processes, log, idle, reachable: () => existsSync(socket) });
  server.on('connection', (connection) => supervisor.accept(connection));
  await listenPrivately(server, socket);
  log('listens');
}
