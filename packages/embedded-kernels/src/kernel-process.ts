import { readFile } from 'node:fs/promises';
import { type KernelImplementation, type KernelServer, parseConnectionInfo, serveKernel } from '@himalia/protocol';

/** Serves a kernel on the sockets of the connection file that the command line names. */
export async function startKernel(kernel: KernelImplementation): Promise<KernelServer> {
  const file = process.argv[2];
  if (!file) throw new Error('Which connection file? Give its path as the only argument.');
  const connection = parseConnectionInfo(await readFile(file, 'utf8'));
  return await serveKernel(connection, kernel);
}

/** The process whose end ends the kernel too, if the one that started us named it (jupyter_client sets JPY_PARENT_PID). */
export function parentProcess(): number | undefined {
  const pid = Number(process.env.JPY_PARENT_PID);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** Ends this process when that one is gone. For kernels whose main thread is never blocked. */
export function endWithParent(): void {
  const parent = parentProcess();
  if (parent === undefined) return;
  setInterval(() => {
    if (isGone(parent)) process.exit(1);
  }, 1000).unref();
}

export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
