import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseError } from '@himalia/contracts/database';
import { type JournalMode, journalModeIn } from './journal-mode.ts';
import { sqliteError } from './sqlite-error.ts';
import { whileBusy } from './while-busy.ts';

/** FULL: what was committed is on disk. */
const settings = `
  PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = 16777216`;
/** Milliseconds for which SQLite may block the process; `whileBusy` waits longer. */
const BLOCKING = 20;

/** Opens the file for its owner alone (0600, missing folders 0700). Rejects with `DatabaseError`. */
export async function openFile(file: string, mode?: JournalMode): Promise<DatabaseSync> {
  await makeFile(file);
  try {
    const journal = mode ?? (await journalModeIn(dirname(file)));
    const db = new DatabaseSync(file, { timeout: BLOCKING });
    try {
      await whileBusy(() => db.exec(`PRAGMA journal_mode = ${journal}; ${settings}`));
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw sqliteError(error, file);
  }
}

/** SQLite gives its side files the mode of the file. */
async function makeFile(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await using handle = await open(file, 'a', 0o600);
    const { mode } = await handle.stat();
    if ((mode & 0o077) !== 0) await chmod(file, 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const kind = code === 'EACCES' || code === 'EROFS' || code === 'EPERM' ? 'read_only' : 'unreachable';
    throw new DatabaseError(kind, `The database ${file} cannot be opened for writing: ${message}`, { cause: error });
  }
}
