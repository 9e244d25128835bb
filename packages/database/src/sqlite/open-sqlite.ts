import { Kysely } from 'kysely';
import { SqliteDialect } from './sqlite-dialect.ts';
import { openFile } from './sqlite-file.ts';

/** Opens the file, which is made when there is none. Rejects with `DatabaseError`. */
export async function openSqlite(file: string): Promise<Kysely<unknown>> {
  const db = await openFile(file);
  return new Kysely({ dialect: new SqliteDialect(file, db) });
}
