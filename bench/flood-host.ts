/**
 * One process for all flooding kernels: what a server launches is a shell that names its connection file in a pipe and
 * sleeps, so that a hundred kernels cost a hundred sleeps. Each line of the pipe: process id, connection file.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { serveFlood } from './flood-kernel.ts';

// Opened for writing too, else it would end with the first shell.
const lines = createInterface({ input: createReadStream(String(process.argv[2]), { flags: 'r+' }) });
lines.on('line', (line) => {
  const [pid, ...path] = line.split(' ');
  const ended = (): void => {
    try {
      if (Number(pid) > 0) process.kill(Number(pid), 'SIGTERM');
    } catch {
      // Its server was quicker.
    }
  };
  serveFlood(path.join(' '), ended).catch((error: unknown) => console.error(String(error)));
});
process.on('disconnect', () => process.exit());
