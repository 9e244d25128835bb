import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Kysely } from '@himalia/contracts/database';
import type { LazyDatabase } from '../src/lazy-database.ts';
import { databaseAt, startEngine, type TestEngine } from './engines.ts';
import { type Pets, pets } from './pets.ts';

const ann = { owner: 'ann', born: Date.UTC(2026, 1, 3), weight: 0.25, photo: null, count: 0 };

for (const name of ['sqlite', 'postgresql'] as const) {
  describe(name, () => {
    let engine: TestEngine | undefined;
    let database: LazyDatabase | undefined;
    let opened: Kysely<Pets> | undefined;
    before(async () => {
      engine = await startEngine(name);
      if (!engine) return;
      database = databaseAt(engine.place());
      opened = await database.open<Pets>(pets);
      await opened
        .insertInto('pets_owners')
        .values([{ id: 'ann' }, { id: 'ben' }])
        .execute();
    });
    after(async () => {
      await database?.[Symbol.asyncDispose]();
      await engine?.[Symbol.asyncDispose]();
    });

    function check(title: string, work: (db: Kysely<Pets>) => Promise<void>): void {
      test(title, async (context) => {
        if (opened) await work(opened);
        else context.skip('there is no PostgreSQL on this machine');
      });
    }

    check('values come back as they went in', async (db) => {
      const photo = Uint8Array.of(0, 255, 10);
      const row = { ...ann, born: Number.MAX_SAFE_INTEGER, photo, owner: 'ann', count: -(2 ** 31) };
      const { id, ...back } = await db.insertInto('pets_animals').values(row).returningAll().executeTakeFirstOrThrow();
      assert.deepEqual({ ...back, photo: new Uint8Array(back.photo ?? []) }, row);
      const next = await db.insertInto('pets_animals').values(ann).returning('id').executeTakeFirstOrThrow();
      assert.equal(next.id, id + 1);
      assert.equal(
        (await db.selectFrom('pets_animals').select('photo').where('id', '=', next.id).execute())[0]?.photo,
        null,
      );
    });

    check('counts and sums are numbers; a change says how many rows it met', async (db) => {
      await db.deleteFrom('pets_animals').execute();
      await db
        .insertInto('pets_animals')
        .values([ann, ann, { ...ann, owner: 'ben', weight: 2 }])
        .execute();
      const { count, sum } = db.fn;
      const totals = await db
        .selectFrom('pets_animals')
        .select(['owner', count('id').as('animals'), sum('born').as('born'), sum('weight').as('weight')])
        .groupBy('owner')
        .orderBy('owner')
        .execute();
      assert.deepEqual(totals, [
        { owner: 'ann', animals: 2, born: 2 * ann.born, weight: 0.5 },
        { owner: 'ben', animals: 1, born: ann.born, weight: 2 },
      ]);
      const changed = await db
        .updateTable('pets_animals')
        .set({ count: 7 })
        .where('owner', '=', 'ann')
        .executeTakeFirst();
      assert.equal(changed.numUpdatedRows, 2n);
    });

    check('a second row of the same key is a conflict, unless it is said what then', async (db) => {
      const again = db.insertInto('pets_owners').values({ id: 'ann' });
      await assert.rejects(again.execute(), { name: 'DatabaseError', code: 'conflict' });
      await again.onConflict((conflict) => conflict.column('id').doNothing()).execute();
      const stranger = db.insertInto('pets_animals').values({ ...ann, owner: 'nobody' });
      await assert.rejects(stranger.execute(), { code: 'conflict' });
    });

    check(
      'a transaction that fails leaves nothing; one that began later waits and sees what was written',
      async (db) => {
        await db.deleteFrom('pets_animals').execute();
        const fail = db.transaction().execute(async (transaction) => {
          await transaction.insertInto('pets_animals').values(ann).execute();
          throw new Error('on purpose');
        });
        await assert.rejects(fail, /on purpose/);
        assert.deepEqual(await db.selectFrom('pets_animals').selectAll().execute(), []);

        const { id } = await db.insertInto('pets_animals').values(ann).returning('id').executeTakeFirstOrThrow();
        const increment = () =>
          db.transaction().execute(async (transaction) => {
            const animal = transaction.selectFrom('pets_animals').select('count').where('id', '=', id);
            const { count } = await (name === 'sqlite' ? animal : animal.forUpdate()).executeTakeFirstOrThrow();
            await transaction
              .updateTable('pets_animals')
              .set({ count: count + 1 })
              .where('id', '=', id)
              .execute();
          });
        await Promise.all(Array.from({ length: 40 }, increment));
        assert.deepEqual(await db.selectFrom('pets_animals').select('count').execute(), [{ count: 40 }]);
      },
    );

    check('a part of a transaction can be taken back', async (db) => {
      const outer = await db.startTransaction().execute();
      await outer.insertInto('pets_owners').values({ id: 'kept' }).execute();
      const inner = await outer.savepoint('inner').execute();
      await inner.insertInto('pets_owners').values({ id: 'lost' }).execute();
      await inner.rollbackToSavepoint('inner').execute();
      await outer.commit().execute();
      const found = await db.selectFrom('pets_owners').select('id').where('id', 'in', ['kept', 'lost']).execute();
      assert.deepEqual(found, [{ id: 'kept' }]);
    });

    check('a table that is not there is refused without harm', async (db) => {
      const strange = db.withTables<{ pets_none: { x: number } }>().selectFrom('pets_none').selectAll();
      await assert.rejects(strange.execute(), { name: 'DatabaseError', code: 'failed', message: /pets_none/ });
      assert.ok((await db.selectFrom('pets_owners').select('id').execute()).length > 0);
    });
  });
}
