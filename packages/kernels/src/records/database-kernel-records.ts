import type { Database, Kysely } from '@himalia/contracts/database';
import type { KernelRecord, KernelRecords } from './kernel-records.ts';
import { type KernelTables, kernelTables } from './kernel-tables.ts';
import type { Place } from './place-of.ts';

/** Kernels in the database of the server. */
export class DatabaseKernelRecords implements KernelRecords {
  readonly #database: Database;
  readonly #place: Place;

  constructor(database: Database, place: Place) {
    this.#database = database;
    this.#place = place;
  }

  async list(): Promise<readonly KernelRecord[]> {
    if (!(await this.#database.mayHold('kernels_running'))) return [];
    const db = await this.store();
    const { place } = this.#place;
    const rows = await db.selectFrom('kernels_running').select('record').where('place', '=', place).execute();
    return rows.map(({ record }) => JSON.parse(record) as KernelRecord);
  }

  async put(record: KernelRecord): Promise<void> {
    const db = await this.store();
    const row = {
      ...this.#place,
      name: record.spec.name,
      pid: record.pid,
      start_time: record.startTime,
      state: record.state,
      last_activity: record.lastActivity,
      record: JSON.stringify(record),
    };
    await db
      .insertInto('kernels_running')
      .values({ id: record.id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }

  async remove(id: string): Promise<void> {
    const db = await this.store();
    const { place } = this.#place;
    await db.deleteFrom('kernels_running').where('id', '=', id).where('place', '=', place).execute();
  }

  async strange(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0 || !(await this.#database.mayHold('kernels_running'))) return ids;
    const db = await this.store();
    const rows = await db.selectFrom('kernels_running').select('id').where('id', 'in', ids).execute();
    const known = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !known.has(id));
  }

  store(): Promise<Kysely<KernelTables>> {
    return this.#database.open(kernelTables);
  }
}
