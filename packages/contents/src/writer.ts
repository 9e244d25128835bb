import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that writes files. */
export type Writer = {
  /** Where process ids are what they are here: this machine since it was started, and in it this container. */
  readonly place: string;
  readonly pid: number;
  /** Tells processes of one id from each other. */
  readonly started: string;
};

function reading(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** When a process was started, in the kernel's own count; empty where `/proc` does not say. */
function startOf(pid: number | 'self'): string {
  const text = reading(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The second field is the program's name in parentheses and may hold anything; the start is the 22nd.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** This process. */
export const writer: Writer = {
  place: [
    hostname(),
    reading(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')),
    reading(() => readlinkSync('/proc/self/ns/pid')),
  ].join('\n'),
  pid: process.pid,
  started: startOf('self') || Math.round(performance.timeOrigin).toString(36),
};

/** Whether a process of this place still runs. */
export function isAlive(pid: number, started: string): boolean {
  if (pid === writer.pid) return started === writer.started;
  const start = startOf(pid);
  if (start !== '') return start === started;
  try {
    process.kill(pid, 0);
    // Without /proc a process of this id is taken for the writer.
    return startOf('self') === '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
