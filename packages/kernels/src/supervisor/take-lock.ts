import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * Makes this process the only supervisor, as long as it lives; false: another one is. The lock is one of the
 * system's on an open file, which Node offers only by way of SQLite, so it goes with a process that is killed.
 */
export function takeLock(path: string): boolean {
  closeSync(openSync(path, 'a', 0o600));
  const lock = locked(path);
  if (lock) held.push(lock);
  return lock !== undefined;
}

/** Whether a process that lives has taken it. */
export function isLocked(path: string): boolean {
  const lock = locked(path);
  lock?.close();
  return lock === undefined;
}

function locked(path: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(path);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    return undefined;
  }
}

/** What is collected as garbage is closed. */
const held: DatabaseSync[] = [];
