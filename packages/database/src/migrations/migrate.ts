import { DatabaseError, type Engine, type Migration } from '@himalia/contracts/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import { OwnNames } from './own-names.ts';

export type MigrateOptions = {
  readonly engine: Engine;
  readonly place: string;
  readonly prefix: string;
  readonly migrations: readonly Migration[];
};
type Applied = {
  readonly himalia_migrations: { readonly prefix: string; readonly name: string; readonly position: number };
};

/** "HIMA"; all servers of one database use this key. */
const LOCK = 0x48_49_4d_41;

/** Applies what is missing, all or nothing, and gives the handle of this prefix. Rejects with `DatabaseError`. */
export async function migrate(db: Kysely<unknown>, options: MigrateOptions): Promise<Kysely<unknown>> {
  const own = db.withPlugin(new OwnNames(options.prefix));
  checkNames(options);
  await db.transaction().execute(async (transaction) => {
    await lock(transaction, options.engine);
    const records = transaction.$extendTables<Applied>();
    await makeTable(transaction);
    const applied = await records
      .selectFrom('himalia_migrations')
      .select('name')
      .where('prefix', '=', options.prefix)
      .orderBy('position')
      .execute();
    for (const [position, migration] of missing(applied, options).entries()) {
      await apply(transaction, migration, options);
      const record = { prefix: options.prefix, name: migration.name, position: applied.length + position };
      await records.insertInto('himalia_migrations').values(record).execute();
    }
  });
  return own;
}

function checkNames({ prefix, migrations }: MigrateOptions): void {
  if (!/^[a-z][a-z0-9]{0,30}$/.test(prefix) || prefix === 'himalia')
    throw new DatabaseError('invalid', `'${prefix}' cannot be a prefix of tables: small letters and digits only`);
  const names = migrations.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new DatabaseError('invalid', `Two migrations of '${prefix}' are called '${twice}'`);
}

/** Ends with the transaction. SQLite's own transaction is such a lock. */
async function lock(transaction: Transaction<unknown>, engine: Engine): Promise<void> {
  if (engine === 'sqlite') return;
  await sql`set local lock_timeout = '30s'`.execute(transaction);
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(transaction);
}

async function makeTable(transaction: Transaction<unknown>): Promise<void> {
  await transaction.schema
    .createTable('himalia_migrations')
    .ifNotExists()
    .addColumn('prefix', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('himalia_migrations_key', ['prefix', 'name'])
    .execute();
}

function missing(applied: readonly { readonly name: string }[], options: MigrateOptions): readonly Migration[] {
  const { prefix, place, migrations } = options;
  const strange = applied.find(({ name }, index) => migrations[index]?.name !== name);
  if (!strange) return migrations.slice(applied.length);
  throw new DatabaseError(
    'newer',
    `The tables of '${prefix}' in ${place} are of another version: it has the migration '${strange.name}', which this version does not know at this place. Update Himalia, or use another database`,
  );
}

async function apply(
  transaction: Transaction<unknown>,
  migration: Migration,
  { prefix }: MigrateOptions,
): Promise<void> {
  try {
    await migration.up(transaction.withPlugin(new OwnNames(prefix)));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseError(
      'migration',
      `The migration '${migration.name}' of '${prefix}' failed and nothing was changed: ${reason}`,
      { cause },
    );
  }
}
