import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Fields of `/proc/<pid>/stat` behind the name, which may hold blanks and brackets itself (proc_pid_stat(5)). */
const stateField = 0;
const startField = 19;
const ended = new Set(['Z', 'X', 'x']);

/**
 * When a process began, as text that only compares: with the pid it names one process also after a reboot, or when the pid
 * was given to another. Undefined: there is no such process, or it has ended and nobody took notice (a zombie).
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (!Number.isInteger(pid) || pid < 1) return undefined;
  return process.platform === 'linux' ? linuxStart(pid) : otherStart(pid);
}

/** Whether the process still is the one that was recorded. */
export async function isProcess(pid: number, start: string): Promise<boolean> {
  return (await processStart(pid)) === start;
}

async function linuxStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (ended.has(fields[stateField] ?? 'X')) return undefined;
  // Ticks count from the boot: another boot, other ticks.
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '');
  return `${boot.trim()}/${fields[startField]}`;
}

async function otherStart(pid: number): Promise<string | undefined> {
  const asked = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => undefined);
  const [state = 'Z', ...start] = asked?.stdout.trim().split(/\s+/) ?? [];
  return ended.has(state.charAt(0)) || start.length === 0 ? undefined : start.join(' ');
}
