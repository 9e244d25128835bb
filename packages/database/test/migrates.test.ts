import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Migration } from '@himalia/contracts/database';
import { databaseAt, startEngine, type TestEngine } from './engines.ts';
import { animals, owners, type Pets, pets } from './pets.ts';

const failing: Migration = {
  name: '0003-fails',
  async up(db) {
    await db.schema.createTable('pets_half').addColumn('id', 'integer').execute();
    throw new Error('on purpose');
  },
};
const names: Migration = {
  name: '0003-names',
  async up(db) {
    await db.schema.alterTable('pets_owners').addColumn('name', 'text').execute();
  },
};
type Named = Pets & { pets_owners: { id: string; name: string | null } };

for (const name of ['sqlite', 'postgresql'] as const) {
  describe(`migrations on ${name}`, () => {
    let engine: TestEngine | undefined;
    before(async () => {
      engine = await startEngine(name);
    });
    after(async () => await engine?.[Symbol.asyncDispose]());

    function check(title: string, work: (place: string) => Promise<void>): void {
      test(title, async (context) => {
        if (engine) await work(engine.place());
        else context.skip('there is no PostgreSQL on this machine');
      });
    }

    check('those that are new are applied, in order, to a database that has rows', async (place) => {
      {
        await using database = databaseAt(place);
        const db = await database.open<Pets>(pets);
        await db.insertInto('pets_owners').values({ id: 'ann' }).execute();
        assert.equal(await database.open<Pets>(pets), db, 'nothing is to do');
      }
      await using database = databaseAt(place);
      const db = await database.open<Named>({ prefix: 'pets', migrations: [...pets.migrations, names] });
      assert.deepEqual(await db.selectFrom('pets_owners').selectAll().execute(), [{ id: 'ann', name: null }]);
    });

    check('a handle that is in use sees columns that were added meanwhile', async (place) => {
      await using database = databaseAt(place);
      const old = await database.open<Pets>(pets);
      await old.insertInto('pets_owners').values({ id: 'ann' }).execute();
      const all = () => old.selectFrom('pets_owners').selectAll().execute();
      assert.deepEqual(await all(), [{ id: 'ann' }]);
      await using other = databaseAt(place);
      await other.open<Named>({ prefix: 'pets', migrations: [...pets.migrations, names] });
      assert.deepEqual(await all(), [{ id: 'ann', name: null }]);
    });

    check('one that fails is named, and leaves nothing half done', async (place) => {
      await using database = databaseAt(place);
      const broken = database.open<Pets>({ prefix: 'pets', migrations: [owners, animals, failing] });
      await assert.rejects(broken, {
        name: 'DatabaseError',
        code: 'migration',
        message: "The migration '0003-fails' of 'pets' failed and nothing was changed: on purpose",
      });
      const mended = { ...failing, up: names.up };
      const db = await database.open<Named>({ prefix: 'pets', migrations: [owners, animals, mended] });
      assert.deepEqual(await db.selectFrom('pets_owners').select('name').execute(), []);
      await assert.rejects(
        db.withTables<{ pets_half: { id: number } }>().selectFrom('pets_half').select('id').execute(),
      );
    });

    check('tables of a newer version are left alone, with a way out', async (place) => {
      await using newer = databaseAt(place);
      await newer.open<Named>({ prefix: 'pets', migrations: [...pets.migrations, names] });
      await using older = databaseAt(place);
      await assert.rejects(older.open<Pets>(pets), {
        code: 'newer',
        message: /'pets' in .+ '0003-names', which this version does not know.+Update Himalia/,
      });
      const other = { prefix: 'shops', migrations: [] } as const;
      await older.open<{ shops_none: { id: string } }>(other);
    });

    check('a plugin defines nothing outside its prefix', async (place) => {
      await using database = databaseAt(place);
      const stray: Migration = {
        name: '0001-stray',
        async up(db) {
          await db.schema.createTable('kernels_records').addColumn('id', 'text').execute();
        },
      };
      await assert.rejects(database.open<Pets>({ prefix: 'pets', migrations: [stray] }), {
        code: 'migration',
        message: /'kernels_records' is not of 'pets': its name must begin with pets_/,
      });
      const db = await database.open<Pets>(pets);
      await assert.rejects(db.schema.dropTable('himalia_migrations').execute(), { code: 'invalid' });
      await assert.rejects(
        db.schema.createIndex('by_id').on('pets_owners').column('id').execute(),
        /must begin with pets_/,
      );
    });

    check('servers that start at once do not meet', async (place) => {
      const servers = await Promise.all(Array.from({ length: 3 }, () => prepared(place)));
      for (const { go } of servers) go();
      for (const { answer } of servers) assert.deepEqual(JSON.parse(await answer()), [{ id: 'first' }]);
    });

    check('a server that starts waits for the one that changes tables', async (place) => {
      await using first = databaseAt(place);
      const gate = Promise.withResolvers<void>();
      const entered = Promise.withResolvers<void>();
      const slow: Migration = {
        name: '0003-names',
        async up(db) {
          entered.resolve();
          await gate.promise;
          await names.up(db);
        },
      };
      const changing = first.open<Named>({ prefix: 'pets', migrations: [...pets.migrations, slow] });
      await entered.promise;
      await using second = databaseAt(place);
      let done = false;
      const waiting = second.open<Named>({ prefix: 'pets', migrations: [...pets.migrations, names] }).then((db) => {
        done = true;
        return db;
      });
      // Time to go wrong; a slower machine only proves less.
      await sleep(100);
      assert.equal(done, false);
      gate.resolve();
      await changing;
      assert.deepEqual(await (await waiting).selectFrom('pets_owners').selectAll().execute(), []);
    });
  });
}

/** A process that has loaded everything and waits for the word. */
async function prepared(place: string): Promise<{ go(): void; answer(): Promise<string> }> {
  const script = join(import.meta.dirname, 'migrate-once.ts');
  const child = spawn(process.execPath, ['--conditions=source', script, place], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  assert.equal(await next(), 'ready');
  return { go: () => void child.stdin.end('go'), answer: next };
}
