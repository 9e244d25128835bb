import { type Database, DatabaseError, type Engine, type OwnTables } from '@himalia/contracts/database';
import type { Kysely } from 'kysely';

/** Connects at the first `open`, and again at the next one when that failed. */
export class LazyDatabase implements Database, AsyncDisposable {
  readonly engine: Engine;
  readonly place: string;
  readonly #connect: () => Promise<Kysely<unknown>>;
  #connection: Promise<Kysely<unknown>> | undefined;
  #closed = false;

  constructor(engine: Engine, place: string, connect: () => Promise<Kysely<unknown>>) {
    this.engine = engine;
    this.place = place;
    this.#connect = connect;
  }

  async open<Schema>({ prefix, migrations }: OwnTables<Schema>): Promise<Kysely<Schema>> {
    const db = await this.#connected();
    const { migrate } = await import('./migrations/migrate.ts');
    const own = await migrate(db, { engine: this.engine, place: this.place, prefix, migrations });
    return own as unknown as Kysely<Schema>;
  }

  async #connected(): Promise<Kysely<unknown>> {
    if (this.#closed) throw new DatabaseError('unreachable', 'The database was closed; the server stops');
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
