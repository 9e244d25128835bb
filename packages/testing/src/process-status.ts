/** What Linux tells of a process; elsewhere all is 0. */
import { readFileSync } from 'node:fs';

/** Milliseconds of a tick, in which processor time is counted. */
const tick = 10;

/** Whether it runs: not one that has ended and waits for its parent to notice. */
export function isRunning(pid: number): boolean {
  return /^State:\s+[^ZX\s]/m.test(read(pid, 'status'));
}

/** Megabytes by the name of a line in `/proc/PID/status`: `VmRSS` is what is in memory, `VmHWM` the most that ever was. */
export function megabytesOf(pid: number, name: 'VmRSS' | 'VmHWM' | 'RssAnon' = 'VmRSS'): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read(pid, 'status'))?.[1] ?? 0) / 1024;
}

/** Milliseconds of processor time so far, also of threads that ended. */
export function processorMilliseconds(pid: number): number {
  const text = read(pid, 'stat');
  const [user = 0, system = 0] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * tick;
}

function read(pid: number, file: 'status' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
