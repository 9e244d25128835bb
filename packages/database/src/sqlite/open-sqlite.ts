import { statSync } from 'node:fs';
import type { Log } from '@himalia/core';
import { Kysely } from 'kysely';
import type { Connected } from '../lazy-database.ts';
import { SqliteDialect } from './sqlite-dialect.ts';
import { openFile } from './sqlite-file.ts';

/** Opens the file, which is made when there is none. Rejects with `DatabaseError`. */
export async function openSqlite(file: string, log: Log): Promise<Connected> {
  const opened = await openFile(file);
  const own = inode(file);
  return {
    db: new Kysely({ dialect: new SqliteDialect(file, opened) }),
    isLost() {
      // SQLite goes on with a file that has no name any more, and nobody will ever read what it writes.
      if (inode(file, own) === own) return false;
      log.warn('The database was removed or replaced while it was in use; what is there now is used.', { file });
      return true;
    },
  };
}

/** Names the file itself; undefined: there is none. Where the disk does not say it is what it was. */
function inode(file: string, before?: string): string | undefined {
  try {
    const { dev, ino } = statSync(file, { bigint: true, throwIfNoEntry: false }) ?? {};
    return ino === undefined ? undefined : `${dev} ${ino}`;
  } catch {
    return before;
  }
}
