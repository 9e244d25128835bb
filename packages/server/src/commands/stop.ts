import { setTimeout as sleep } from 'node:timers/promises';
import { HeldKernels } from '@himalia/kernels/held';
import { runtimeFolder } from '../configuration/jupyter-folders.ts';
import { type ExitCode, ExitError, misused } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';
import { lives, runningServer } from '../running/running-servers.ts';
import type { ServerInfo } from '../running/runtime-file.ts';

const PATIENCE = 30_000;

/** `himalia stop [PORT]`: 8888 unless given, or the only server that runs. Waits until it has ended. */
export async function stopCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const [text, ...more] = args;
  if (more.length > 0 || (text !== undefined && !/^\d{1,5}$/.test(text))) throw misused('himalia stop takes a port.');
  const server = runningServer(runtimeFolder(environment), text === undefined ? undefined : Number(text));
  signal(server);
  console.log(`Stopping the server on port ${server.port} (process ${server.pid}) …`);
  const until = performance.now() + PATIENCE;
  while (lives(server.pid)) {
    if (performance.now() > until)
      throw new ExitError(1, `It still runs after ${PATIENCE / 1000} s. kill -9 ${server.pid} ends it.`);
    await sleep(50);
  }
  console.log('It has stopped.');
  await sayWhatWaits(runtimeFolder(environment));
  return 0;
}

async function sayWhatWaits(runtime: string): Promise<void> {
  await using held = await HeldKernels.find(runtime);
  const waiting = ((await held?.list()) ?? []).filter(({ attached, exit }) => !attached && !exit);
  if (waiting.length > 0) console.log(`Kernels that wait for a server: ${waiting.length} ("himalia kernels list").`);
}

function signal({ pid }: ServerInfo): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw new ExitError(1, `The process ${pid} cannot be stopped: ${(error as Error).message}`);
  }
}
