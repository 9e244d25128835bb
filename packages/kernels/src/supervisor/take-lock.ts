import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * Makes this process the only supervisor, as long as it lives; false: another one is. The lock is one of the
 * system's on an open file, which Node offers only by way of SQLite, so it goes with a process that is killed.
 */
export function takeLock(path: string): boolean {
  closeSync(openSync(path, 'a', 0o600));
  const lock = new DatabaseSync(path);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    held.push(lock);
    return true;
  } catch {
    lock.close();
    return false;
  }
}

/** What is collected as garbage is closed. */
const held: DatabaseSync[] = [];
