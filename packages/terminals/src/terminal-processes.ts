import { readdir, readFile } from 'node:fs/promises';

export type TerminalProcess = {
  readonly pid: number;
  /** The shell, or what it runs in the foreground. */
  readonly inFront: boolean;
};

/** proc(5): `pid (name) state ppid pgrp session tty_nr tpgid …`; the name may hold anything. Undefined for what has ended. */
export function parseStat(
  text: string,
): { readonly pid: number; readonly group: number; readonly session: number; readonly front: number } | undefined {
  const [pid] = text.split(' ', 1);
  const [state, , group, session, , front] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const entry = { pid: Number(pid), group: Number(group), session: Number(session), front: Number(front) };
  return Object.values(entry).every(Number.isInteger) && !'ZX'.includes(state ?? 'X') ? entry : undefined;
}

/** What runs in the session of a terminal's shell, also when the shell itself has ended; undefined where there is no /proc. */
export async function terminalProcesses(shell: number): Promise<readonly TerminalProcess[] | undefined> {
  const names = await readdir('/proc').catch(() => undefined);
  if (!names?.includes('self')) return undefined;
  const numbers = names.filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(numbers.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')));
  return texts
    .flatMap((text) => parseStat(text) ?? [])
    .filter(({ session }) => session === shell)
    .map(({ pid, group, front }) => ({ pid, inFront: pid === shell || group === front }));
}
