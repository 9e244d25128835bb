import type { Database, Kysely } from '@himalia/contracts/database';
import { isProcess, processStart } from '../processes/process-start.ts';
import type { Place } from './database-kernel-records.ts';
import type { SessionRecord, SessionRecords } from './session-records.ts';
import { type SessionTables, sessionTables } from './session-tables.ts';

/** Sessions in the database of the server. */
export class DatabaseSessionRecords implements SessionRecords {
  readonly #database: Database;
  readonly #place: Place;

  constructor(database: Database, place: Place) {
    this.#database = database;
    this.#place = place;
  }

  async list(): Promise<readonly SessionRecord[]> {
    if (!(await this.#database.mayHold('sessions_open'))) return [];
    const db = await this.#open();
    const rows = await db
      .selectFrom('sessions_open')
      .select(['id', 'path', 'name', 'type', 'kernel', 'holder'])
      .where('place', '=', this.#place.place)
      .execute();
    const free = await Promise.all(rows.map(({ holder }) => isFree(holder)));
    return rows.filter((_, index) => free[index]).map(({ holder: _, ...session }) => session);
  }

  async put({ id, ...session }: SessionRecord): Promise<void> {
    const db = await this.#open();
    const row = { ...this.#place, ...session, holder: await thisProcess() };
    await db
      .insertInto('sessions_open')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }

  async remove(id: string): Promise<void> {
    const db = await this.#open();
    await db.deleteFrom('sessions_open').where('id', '=', id).where('place', '=', this.#place.place).execute();
  }

  #open(): Promise<Kysely<SessionTables>> {
    return this.#database.open(sessionTables);
  }
}

async function thisProcess(): Promise<string> {
  return `${process.pid} ${(await processStart(process.pid)) ?? ''}`;
}

async function isFree(holder: string): Promise<boolean> {
  const [pid = '', ...start] = holder.split(' ');
  return Number(pid) === process.pid || !(await isProcess(Number(pid), start.join(' ')));
}
