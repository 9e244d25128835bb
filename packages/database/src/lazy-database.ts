import { type Database, DatabaseError, type Engine, type OwnTables } from '@himalia/contracts/database';
import type { Kysely } from 'kysely';

type Opened = { readonly names: string; readonly handle: Promise<Kysely<unknown>> };

/** Connects at the first `open`, and again at the next one when that failed. */
export class LazyDatabase implements Database, AsyncDisposable {
  readonly engine: Engine;
  readonly place: string;
  readonly #connect: () => Promise<Kysely<unknown>>;
  /** By prefix. */
  readonly #opened = new Map<string, Opened>();
  #connection: Promise<Kysely<unknown>> | undefined;
  #closed = false;

  constructor(engine: Engine, place: string, connect: () => Promise<Kysely<unknown>>) {
    this.engine = engine;
    this.place = place;
    this.#connect = connect;
  }

  async open<Schema>(tables: OwnTables<Schema>): Promise<Kysely<Schema>> {
    if (this.#closed) throw new DatabaseError('unreachable', 'The database was closed; the server stops');
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

  async #migrated<Schema>({ prefix, migrations }: OwnTables<Schema>): Promise<Kysely<unknown>> {
    const db = await this.#connected();
    const { migrate } = await import('./migrations/migrate.ts');
    return await migrate(db, { engine: this.engine, place: this.place, prefix, migrations });
  }

  async #connected(): Promise<Kysely<unknown>> {
    this.#connection ??= this.#connect().catch((error) => {
      this.#connection = undefined;
      throw error;
    });
    return await this.#connection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const db = await this.#connection?.catch(() => undefined);
    await db?.destroy();
  }
}
