import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `unknown`: the system does not tell (no control group, another system, another machine). */
export type MemoryVerdict = 'ran out' | 'did not run out' | 'unknown';
/** Whether processes of a kernel's control group were killed for lack of memory since it was asked for. */
export type MemoryWatch = { verdict(): Promise<MemoryVerdict> };

const groups = '/sys/fs/cgroup';

/** A wrapper around a kernel may give it a control group of its own; by now it has. */
const settledMs = 100;

/**
 * Remembers how often the system killed for lack of memory in a process' control group (Linux, cgroup-v2 `memory.events`,
 * cgroup-v1 `memory.oom_control`); the system's own log is not readable for ordinary users.
 */
export function watchMemory(pid: number | undefined): MemoryWatch {
  let counter = pid === undefined || process.platform !== 'linux' ? Promise.resolve(undefined) : readCounter(pid);
  const timer = setTimeout(() => {
    counter = Promise.all([counter, pid === undefined ? undefined : readCounter(pid)]).then(([first, second]) =>
      second === undefined || second.file === first?.file ? first : second,
    );
  }, settledMs).unref();
  return {
    async verdict() {
      clearTimeout(timer);
      const before = await counter;
      const after = before && (await kills(before.file));
      if (before === undefined || after === undefined) return 'unknown';
      return after > before.kills ? 'ran out' : 'did not run out';
    },
  };
}

type Counter = { readonly file: string; readonly kills: number };

async function readCounter(pid: number): Promise<Counter | undefined> {
  for (const file of await counterFiles(pid)) {
    const count = await kills(file);
    if (count !== undefined) return { file, kills: count };
  }
  return undefined;
}

/** Lines of `/proc/PID/cgroup`: `0::/PATH` for version 2, `4:memory:/PATH` for version 1's memory controller. */
async function counterFiles(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const lines = text.split('\n').map((line) => line.split(':'));
  const older = lines.find(([, controllers = '']) => controllers.split(',').includes('memory'))?.[2];
  const newer = lines.find(([hierarchy, controllers]) => hierarchy === '0' && controllers === '')?.[2];
  return [
    ...(older === undefined ? [] : [join(groups, 'memory', older, 'memory.oom_control')]),
    ...(newer === undefined ? [] : [join(groups, newer, 'memory.events')]),
    // In a container the path may be that of the host, while only the container's own group is mounted.
    join(groups, 'memory', 'memory.oom_control'),
    join(groups, 'memory.events'),
  ];
}

async function kills(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const count = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}
