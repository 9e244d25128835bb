import { setTimeout as sleep } from 'node:timers/promises';

const BUSY = 5;
/** A reader that became a writer too late: waiting does not help. */
const BUSY_SNAPSHOT = 517;
const LONGEST_PAUSE = 100;

/** SQLite's own waiting would block the process; this tries again in growing steps. The last failure is thrown. */
export async function whileBusy<T>(work: () => T, milliseconds = 15_000): Promise<T> {
  const end = performance.now() + milliseconds;
  for (let pause = 2; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
    await sleep(pause);
  }
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: number };
  return errcode !== undefined && (errcode & 0xff) === BUSY && errcode !== BUSY_SNAPSHOT;
}
