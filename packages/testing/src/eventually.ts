import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something is so, looking every 20 ms. Rejects with what it waited for when it never is. */
export async function eventually(
  what: string,
  test: () => Promise<boolean> | boolean,
  patienceMs = 40_000,
): Promise<void> {
  for (const until = Date.now() + patienceMs; !(await test()); await sleep(20))
    if (Date.now() > until) throw new Error(`never: ${what}`);
}
