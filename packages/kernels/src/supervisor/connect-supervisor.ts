import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { supervisorEnvironment } from './supervisor-environment.ts';
import { privateFolder, supervisorPlaces } from './supervisor-folder.ts';

const patienceMs = 15_000;
const pauseMs = 25;

/** A connection to the supervisor of a runtime folder; undefined when none runs. */
export async function findSupervisor(runtime: string): Promise<Socket | undefined> {
  const socket = connect(supervisorPlaces(runtime).socket);
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return undefined;
  }
}

/** The same; one is started where none runs. Rejects when it cannot be. */
export async function connectSupervisor(runtime: string): Promise<Socket> {
  await privateFolder(supervisorPlaces(runtime).folder);
  const until = performance.now() + patienceMs;
  let started: Promise<void> | undefined;
  for (;;) {
    const socket = await findSupervisor(runtime);
    if (socket) return socket;
    started ??= startSupervisor(runtime).finally(() => {
      started = undefined; // it may have ended the moment before, because it had nothing to do
    });
    if (performance.now() > until) {
      throw new Error(`the supervisor of kernels does not start; ${supervisorPlaces(runtime).log} may say why`);
    }
    await Promise.race([started, sleep(pauseMs)]);
    await sleep(pauseMs);
  }
}

/** Resolves when the new process has ended: because another one is there already, or because it cannot run. */
async function startSupervisor(runtime: string): Promise<void> {
  const extension = extname(import.meta.url);
  // From source, workspace packages are found by their `source` export.
  const conditions = extension === '.ts' ? ['--conditions=source'] : [];
  const entry = fileURLToPath(new URL(`./main${extension}`, import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...conditions, entry, runtime], {
    cwd: supervisorPlaces(runtime).folder,
    env: supervisorEnvironment(process.env),
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.unref();
  child.once('error', () => undefined); // told by the time that passes
  await once(child, 'exit').catch(() => undefined);
}
