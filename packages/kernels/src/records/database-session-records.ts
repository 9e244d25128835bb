import type { Database, Kysely } from '@himalia/contracts/database';
import { isHeld, thisProcess } from './holder.ts';
import type { Place } from './place-of.ts';
import type { SessionRecord, SessionRecords } from './session-records.ts';
import { type SessionTables, sessionTables } from './session-tables.ts';

/** Sessions in the database of the server. */
export class DatabaseSessionRecords implements SessionRecords {
  readonly #database: Database;
  readonly #place: Place;
  /** Whose each session was when it was read or written here. Another server that took it since keeps it. */
  readonly #holders = new Map<string, string>();

  constructor(database: Database, place: Place) {
    this.#database = database;
    this.#place = place;
  }

  async list(): Promise<readonly SessionRecord[]> {
    if (!(await this.#database.mayHold('sessions_open'))) return [];
    const db = await this.store();
    const rows = await db
      .selectFrom('sessions_open')
      .select(['id', 'path', 'name', 'type', 'kernel', 'holder'])
      .where('place', '=', this.#place.place)
      .execute();
    const held = await Promise.all(rows.map(({ holder }) => isHeld(holder)));
    const free = rows.filter((_, index) => !held[index]);
    for (const { id, holder } of free) this.#holders.set(id, holder);
    return free.map(({ holder: _, ...session }) => session);
  }

  async put({ id, ...session }: SessionRecord): Promise<void> {
    const db = await this.store();
    const holder = await thisProcess();
    const row = { ...this.#place, ...session, holder };
    await db
      .insertInto('sessions_open')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    this.#holders.set(id, holder);
  }

  async remove(id: string): Promise<void> {
    const holder = this.#holders.get(id);
    if (holder === undefined) return;
    const db = await this.store();
    await db.deleteFrom('sessions_open').where('id', '=', id).where('holder', '=', holder).execute();
    this.#holders.delete(id);
  }

  store(): Promise<Kysely<SessionTables>> {
    return this.#database.open(sessionTables);
  }
}
