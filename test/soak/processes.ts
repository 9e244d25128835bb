import { readdir, readFile, readlink } from 'node:fs/promises';

export type Usage = { readonly pid: number; readonly command: string; readonly memory: number; readonly files: number };

/** Every process that was started with this runtime folder: the server, its supervisor, kernels. Linux only. */
export async function processesOf(runtime: string): Promise<Usage[]> {
  const mark = `JUPYTER_RUNTIME_DIR=${runtime}\0`;
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(pids.map((pid) => usageOf(pid, mark).catch(() => undefined)));
  return found.filter((usage) => usage !== undefined);
}

async function usageOf(pid: number, mark: string): Promise<Usage | undefined> {
  if (!`${await readFile(`/proc/${pid}/environ`, 'utf8')}\0`.includes(mark)) return undefined;
  const [command, status, files] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
    readdir(`/proc/${pid}/fd`),
  ]);
  return {
    pid,
    command: command.replaceAll('\0', ' '),
    memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024,
    files: files.length,
  };
}

/** What the open files of a process are, by kind, for who looks for a leak. */
export async function openFiles(pid: number): Promise<Record<string, number>> {
  const names = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => 'gone')));
  const kinds: Record<string, number> = {};
  for (const target of targets) {
    const kind = target.replace(/:?\[?\d+\]?$/, '');
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}
