/** What processes have cost so far (Linux: /proc; elsewhere nothing is known). */
import { readdirSync, readFileSync } from 'node:fs';

export type Cost = { readonly cpuSeconds: number; readonly residentKilobytes: number };

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The fields of /proc/PID/stat behind the name in brackets, from the state on. */
function stat(pid: number): string[] {
  const text = read(pid, 'stat');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** The flooding kernel is a shell that becomes `sleep` (`servers.ts`). */
function isKernel(pid: number): boolean {
  return /ipykernel|flood\.fifo|^sleep\0/.test(read(pid, 'cmdline'));
}

/** The processes of a server: itself, and what it started that is no kernel. */
export function serverProcesses(pid: number): number[] {
  const parents = new Map<number, number>();
  try {
    for (const name of readdirSync('/proc'))
      if (/^\d+$/.test(name)) parents.set(Number(name), Number(stat(Number(name))[1]));
  } catch {
    return [pid];
  }
  const found = [pid];
  for (const one of found) {
    for (const [child, parent] of parents) if (parent === one && !isKernel(child)) found.push(child);
  }
  return found;
}

/** Nanoseconds that the threads of a process have run; its CPU ticks of 10 ms would be too coarse. */
function nanoseconds(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + (Number.parseInt(read(pid, `task/${thread}/schedstat`), 10) || 0), 0);
  } catch {
    return 0;
  }
}

/** The sum over some processes. */
export function cost(pids: readonly number[]): Cost {
  let [spent, kilobytes] = [0, 0];
  for (const pid of pids) {
    spent += nanoseconds(pid);
    kilobytes += Number(/VmRSS:\s+(\d+)/.exec(read(pid, 'status'))?.[1] ?? 0);
  }
  return { cpuSeconds: spent / 1e9, residentKilobytes: kilobytes };
}
