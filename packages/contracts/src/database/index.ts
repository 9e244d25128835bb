import { Token } from '@himalia/core';
import type { Kysely } from 'kysely';

export type { ColumnType, Generated, Insertable, Kysely, Selectable, Transaction, Updateable } from 'kysely';

export type Engine = 'sqlite' | 'postgresql';

/**
 * `unreachable`: no server, no file, or it went away; `refused`: password or permission; `no_database`: the server has no such
 * database; `not_a_database`: the file is something else, or broken; `read_only`, `full`: nothing can be written;
 * `busy`: others held it too long, try again; `newer`: a newer version made these tables; `migration`: one failed, nothing was
 * changed; `conflict`: unique, foreign key or another constraint; `invalid`: a setting or a name; `failed`: anything else.
 */
export type DatabaseErrorCode =
  | 'unreachable'
  | 'refused'
  | 'no_database'
  | 'not_a_database'
  | 'read_only'
  | 'full'
  | 'busy'
  | 'newer'
  | 'migration'
  | 'conflict'
  | 'invalid'
  | 'failed';
/** What every use of a database rejects with, whichever the engine. The message holds no password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A step of a plugin's tables. Never change one that was released: add another. */
export type Migration = {
  /** Unique among the plugin's: `0001-records`. */
  readonly name: string;
  up(db: Kysely<unknown>): Promise<void>;
};

type PrefixOf<Name> = Name extends `${infer Prefix}_${string}` ? Prefix : never;
/** A plugin's own tables. Tables and indices are named `<prefix>_<name>`. */
export type OwnTables<Schema> = {
  /** Small letters and digits. */
  readonly prefix: PrefixOf<keyof Schema>;
  /** In order; those that were not applied yet are, all in one transaction. */
  readonly migrations: readonly Migration[];
};

/**
 * The one database of this server, opened at first use. What behaves the same on both engines: columns `text` (without NUL),
 * `integer` (32 bits; `primaryKey().autoIncrement()` counts them up), `bigint` (safe integers; times in ms), `double precision`
 * and `blob` (read as `Uint8Array`); `returning` and `on conflict`; no booleans, dates, `insertId` or `stream()`. Inside a
 * transaction use its own handle only.
 */
export interface Database {
  readonly engine: Engine;
  /** To show: the file, or the URL without its password. */
  readonly place: string;
  /**
   * Brings the plugin's tables to its version and gives them. Servers that do so at once wait for each other. Rejects with
   * `DatabaseError`; a later call tries again. Once they are, further calls cost next to nothing, and give the same
   * handle as long as the database is the same: another one says that it was removed or replaced. It is not to be destroyed.
   */
  open<Schema>(tables: OwnTables<Schema>): Promise<Kysely<Schema>>;
  /**
   * False when a table is empty, or not there: then a start need not open it, which costs some 50 ms. True where to know that
   * would cost as much.
   */
  mayHold(table: string): Promise<boolean>;
}
export const Database: Token<Database> = new Token('database');
