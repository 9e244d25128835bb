import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DatabaseError } from '@himalia/contracts/database';
import { startPostgresql, type TestPostgresql } from '@himalia/testing';
import { databaseAt } from './engines.ts';
import { type Pets, pets } from './pets.ts';

let server: TestPostgresql | undefined;
before(async () => {
  server = await startPostgresql();
});
after(async () => await server?.[Symbol.asyncDispose]());

function check(title: string, work: (server: TestPostgresql) => Promise<void>): void {
  test(title, async (context) => {
    if (server) await work(server);
    else context.skip('there is no PostgreSQL on this machine');
  });
}

async function failure(place: string): Promise<{ readonly code: string; readonly message: string }> {
  await using database = databaseAt(place);
  try {
    await database.open<Pets>(pets);
  } catch (error) {
    if (error instanceof DatabaseError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it opened');
}

check(
  'a wrong password, a database that is not there, a server that is not there: each says so, without the password',
  async (postgresql) => {
    const { password } = postgresql;
    const place = postgresql.create();
    const wrong = await failure(place.replace(password, 'wr%20ong'));
    assert.match(
      wrong.message,
      /^The database postgresql:\/\/tester@127\.0\.0\.1:\d+\/test\d+ refuses the user or the password: password authentication failed for user "tester"$/,
    );
    assert.equal(wrong.code, 'refused');

    const missing = await failure(postgresql.url('missing'));
    assert.match(missing.message, /\/missing does not exist: database "missing" does not exist$/);
    assert.equal(missing.code, 'no_database');

    const nobody = await failure(place.replace(/:\d+\//, ':1/'));
    assert.match(nobody.message, /127\.0\.0\.1:1\/test\d+ cannot be reached: connect ECONNREFUSED/);
    assert.equal(nobody.code, 'unreachable');
    for (const { message } of [wrong, missing, nobody])
      assert.ok(!message.includes(password) && !message.includes('ong:'));
  },
);

check('a user who may not make tables is told so', async (postgresql) => {
  const place = postgresql.create();
  const name = place.slice(place.lastIndexOf('/') + 1);
  postgresql.run(name, "CREATE USER guest PASSWORD 'guest'; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  const { code, message } = await failure(place.replace(/tester:[^@]+/, 'guest:guest'));
  assert.deepEqual([code, /permission denied for schema public/.test(message)], ['refused', true]);
});

check('more uses than connections wait their turn', async (postgresql) => {
  await using database = databaseAt(postgresql.create());
  const db = await database.open<Pets>(pets);
  const ids = Array.from({ length: 60 }, (_, number) => String(number));
  await Promise.all(ids.map((id) => db.insertInto('pets_owners').values({ id }).execute()));
  const found = await db.selectFrom('pets_owners').select(db.fn.countAll<number>().as('rows')).executeTakeFirst();
  assert.equal(found?.rows, 60);
});

check(
  'a server that goes in the middle of a transaction fails it; when it is back, so is the database',
  async (postgresql) => {
    await using database = databaseAt(postgresql.create());
    const db = await database.open<Pets>(pets);
    const interrupted = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('pets_owners').values({ id: 'lost' }).execute();
      await postgresql.stop();
      await transaction.insertInto('pets_owners').values({ id: 'never' }).execute();
    });
    await assert.rejects(interrupted, { name: 'DatabaseError', code: 'unreachable' });
    const all = db.selectFrom('pets_owners').select('id');
    await assert.rejects(all.execute(), { code: 'unreachable' });
    await postgresql.start();
    assert.deepEqual(await all.execute(), []);
    await db.insertInto('pets_owners').values({ id: 'kept' }).execute();
    assert.deepEqual(await all.execute(), [{ id: 'kept' }]);
  },
);

check('connections that the server ends are replaced', async (postgresql) => {
  const place = postgresql.create();
  await using database = databaseAt(place);
  const db = await database.open<Pets>(pets);
  await Promise.all(Array.from({ length: 4 }, () => db.selectFrom('pets_owners').select('id').execute()));
  const name = place.slice(place.lastIndexOf('/') + 1);
  postgresql.run('postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => db.selectFrom('pets_owners').select('id').execute()),
  );
  for (const result of results) if (result.status === 'rejected') assert.equal(result.reason.code, 'unreachable');
  assert.deepEqual(await db.selectFrom('pets_owners').select('id').execute(), []);
});
