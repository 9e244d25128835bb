import { DatabaseError, type DatabaseErrorCode } from '@himalia/contracts/database';

/** https://sqlite.org/rescode.html, primary codes. */
const codes = new Map<number, readonly [DatabaseErrorCode, string]>([
  [5, ['busy', 'is held by another process']],
  [6, ['busy', 'is held by another use']],
  [8, ['read_only', 'cannot be written']],
  [11, ['not_a_database', 'is broken']],
  [13, ['full', 'cannot grow: the disk is full, or the quota is used up']],
  [14, ['unreachable', 'cannot be opened']],
  [19, ['conflict', 'refuses this']],
  [26, ['not_a_database', 'is not an SQLite database']],
]);

/** What went wrong, with the file's name where it is about the file. */
export function sqliteError(error: unknown, file: string): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { errcode, message } = error as Error & { readonly errcode?: number };
  const [code, meaning] = codes.get((errcode ?? 1) & 0xff) ?? ['failed', 'failed'];
  return new DatabaseError(code, `The database ${file} ${meaning}: ${message}`, { cause: error });
}
