import { setTimeout as wait } from 'node:timers/promises';

/** Polls until the condition holds; fails after a generous time. */
export async function waitUntil(condition: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 2000; attempt++) {
    if (condition()) return;
    await wait(5);
  }
  throw new Error(`waited in vain for ${what}`);
}
