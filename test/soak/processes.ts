import { readdir, readFile, readlink } from 'node:fs/promises';

export type Usage = { readonly pid: number; readonly command: string; readonly memory: number; readonly files: number };

/** Every process that was started with this runtime folder: the server, its supervisor, kernels. Linux only. */
export async function processesOf(runtime: string): Promise<Usage[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(pids.map((pid) => usageOf(pid, runtime).catch(() => undefined)));
  return found.filter((usage) => usage !== undefined);
}

async function usageOf(pid: number, runtime: string): Promise<Usage | undefined> {
  const [environment, command] = await Promise.all(
    ['environ', 'cmdline'].map(async (file) => `${await readFile(`/proc/${pid}/${file}`, 'utf8')}\0`),
  );
  // The supervisor has the folder as its argument, and hardly any environment.
  const isOurs = environment?.includes(`JUPYTER_RUNTIME_DIR=${runtime}\0`) || command?.includes(`\0${runtime}\0`);
  if (!isOurs || command === undefined) return undefined;
  const [status, files] = await Promise.all([readFile(`/proc/${pid}/status`, 'utf8'), readdir(`/proc/${pid}/fd`)]);
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
