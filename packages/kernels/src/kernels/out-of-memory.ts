import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `unknown`: the system does not tell (no control group, another system, another machine). */
export type MemoryVerdict = 'ran out' | 'did not run out' | 'unknown';
/** Whether processes of a kernel's control group were killed for lack of memory since it was asked for. */
export type MemoryWatch = { verdict(): Promise<MemoryVerdict> };

const groups = '/sys/fs/cgroup';

/**
 * Remembers how often the system killed for lack of memory in a process' control group (Linux, cgroup-v2 `memory.events`,
 * cgroup-v1 `memory.oom_control`); the system's own log is not readable for ordinary users.
 */
export async function watchMemory(pid: number | undefined): Promise<MemoryWatch> {
  const file = pid === undefined || process.platform !== 'linux' ? undefined : await counterFile(pid);
  const before = file === undefined ? undefined : await kills(file);
  return {
    async verdict() {
      const after = file === undefined ? undefined : await kills(file);
      if (before === undefined || after === undefined) return 'unknown';
      return after > before ? 'ran out' : 'did not run out';
    },
  };
}

/** Lines of `/proc/PID/cgroup`: `0::/PATH` for version 2, `4:memory:/PATH` for version 1's memory controller. */
async function counterFile(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.split(':'));
  const older = lines.find(([, controllers = '']) => controllers.split(',').includes('memory'))?.[2];
  const newer = lines.find(([hierarchy, controllers]) => hierarchy === '0' && controllers === '')?.[2];
  const choices = [
    ...(older === undefined ? [] : [join(groups, 'memory', older, 'memory.oom_control')]),
    ...(newer === undefined ? [] : [join(groups, newer, 'memory.events')]),
    // In a container the path may be that of the host, while only the container's own group is mounted.
    join(groups, 'memory', 'memory.oom_control'),
    join(groups, 'memory.events'),
  ];
  for (const file of choices) if ((await kills(file)) !== undefined) return file;
  return undefined;
}

async function kills(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const count = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}
