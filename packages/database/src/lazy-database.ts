import { type Database, DatabaseError, type Engine, type OwnTables } from '@himalia/contracts/database';
import type { Kysely } from 'kysely';

type Opened = { readonly names: string; readonly handle: Promise<Kysely<unknown>> };
export type Connected = {
  readonly db: Kysely<unknown>;
  /** Whether what it was connected to is not there any more. */
  readonly isLost: () => boolean;
};

/** Connects at the first `open`, and again at the next one when that failed or the database is gone. */
export class LazyDatabase implements Database, AsyncDisposable {
  readonly engine: Engine;
  readonly place: string;
  readonly #connect: () => Promise<Connected>;
  /** By prefix. */
  readonly #opened = new Map<string, Opened>();
  #connection: Promise<Connected> | undefined;
  #connected: Connected | undefined;
  #closed = false;

  constructor(engine: Engine, place: string, connect: () => Promise<Connected>) {
    this.engine = engine;
    this.place = place;
    this.#connect = connect;
  }

  async open<Schema>(tables: OwnTables<Schema>): Promise<Kysely<Schema>> {
    if (this.#closed) throw new DatabaseError('unreachable', 'The database was closed; the server stops');
    if (this.#connected?.isLost()) this.#begin();
    const names = tables.migrations.map(({ name }) => name).join('\n');
    const known = this.#opened.get(tables.prefix);
    if (known?.names === names) return (await known.handle) as unknown as Kysely<Schema>;
    const opened = { names, handle: this.#migrated(tables) };
    this.#opened.set(tables.prefix, opened);
    try {
      return (await opened.handle) as unknown as Kysely<Schema>;
    } catch (error) {
      if (this.#opened.get(tables.prefix) === opened) this.#opened.delete(tables.prefix);
      throw error;
    }
  }

  async mayHold(table: string): Promise<boolean> {
    if (this.engine !== 'sqlite' || this.#connection) return true;
    const { mayHold } = await import('./sqlite/may-hold.ts');
    return mayHold(this.place, table);
  }

  /** With nothing of what was opened before. */
  #begin(): void {
    void this.#connected?.db.destroy().catch(() => undefined);
    this.#connection = this.#connected = undefined;
    this.#opened.clear();
  }

  async #migrated<Schema>({ prefix, migrations }: OwnTables<Schema>): Promise<Kysely<unknown>> {
    const { db } = await this.#open();
    const { migrate } = await import('./migrations/migrate.ts');
    return await migrate(db, { engine: this.engine, place: this.place, prefix, migrations });
  }

  async #open(): Promise<Connected> {
    this.#connection ??= this.#connect().catch((error) => {
      this.#connection = undefined;
      throw error;
    });
    this.#connected = await this.#connection;
    return this.#connected;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const connected = await this.#connection?.catch(() => undefined);
    await connected?.db.destroy();
  }
}
