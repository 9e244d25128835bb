import { setTimeout as delay } from 'node:timers/promises';
import type { IPty } from '@lydell/node-pty';
import { terminalProcesses } from './terminal-processes.ts';

/** Milliseconds that a signal has before the next one. */
const step = 300;
/** Milliseconds that the operating system has to end what was killed. */
const last = 2000;
const interval = 25;

function send(signal: NodeJS.Signals, processes: readonly number[]): void {
  for (const pid of processes) {
    try {
      process.kill(pid, signal);
    } catch {
      // It is gone, or another user's.
    }
  }
}

/** The shell of a terminal, and what ran in its foreground when it was to end. */
class Ending {
  readonly #shell: number;
  readonly #front = new Set<number>();
  #shellEnded = false;

  constructor(shell: number, ended: Promise<void>) {
    this.#shell = shell;
    void ended.then(() => {
      this.#shellEnded = true;
    });
  }

  /** Process ids (negative: groups) of the whole session. */
  async everything(): Promise<readonly number[]> {
    const found = await terminalProcesses(this.#shell);
    for (const { pid, inFront } of found ?? []) if (inFront) this.#front.add(pid);
    return found?.map(({ pid }) => pid) ?? [this.#shell, -this.#shell];
  }

  /** Those in the foreground that are still there. A number used again by another process is in another session. */
  async left(): Promise<readonly number[]> {
    const found = await terminalProcesses(this.#shell);
    if (!found) return this.#shellEnded ? [] : [this.#shell, -this.#shell];
    const left = found.filter(({ pid, inFront }) => inFront || this.#front.has(pid)).map(({ pid }) => pid);
    return left.length === 0 && !this.#shellEnded ? [this.#shell] : left;
  }

  /** Whether all have ended within some milliseconds. */
  async within(limit: number): Promise<boolean> {
    for (const until = performance.now() + limit; performance.now() < until; await delay(interval))
      if ((await this.left()).length === 0) return true;
    return false;
  }
}

/** Ends a terminal's shell and what runs in it. SPEC.md 5. Resolves to false when something of it is still there after all. */
export async function endProcess(pty: IPty, ended: Promise<void>): Promise<boolean> {
  if (process.platform === 'win32') {
    pty.kill();
    return await Promise.race([ended.then(() => true), delay(last, false)]);
  }
  const ending = new Ending(pty.pid, ended);
  const everything = await ending.everything();
  send('SIGHUP', everything);
  send('SIGCONT', everything);
  if (await ending.within(step)) return true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    send(signal, await ending.left());
    if (await ending.within(signal === 'SIGKILL' ? last : step)) return true;
  }
  return false;
}
