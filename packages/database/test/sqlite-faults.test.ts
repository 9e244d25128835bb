import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { databaseAt } from './engines.ts';
import { type Pets, pets } from './pets.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-faults-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('the file is of its owner alone, and so are its side files', async () => {
  const file = join(folder, 'own/himalia.sqlite');
  await using database = databaseAt(file);
  const db = await database.open<Pets>(pets);
  await db.insertInto('pets_owners').values({ id: 'ann' }).execute();
  const modes = readdirSync(dirname(file)).map((name) => statSync(join(folder, 'own', name)).mode & 0o777);
  assert.deepEqual(modes, [0o600, 0o600, 0o600]);
  assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
});

test('a file that others could read is closed to them; a folder is not touched', async () => {
  const file = join(folder, 'wide/himalia.sqlite');
  mkdirSync(dirname(file), { mode: 0o755 });
  writeFileSync(file, '', { mode: 0o644 });
  await using database = databaseAt(file);
  await database.open<Pets>(pets);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(file)).mode & 0o777, 0o755);
});

test('a file that is something else is named and left alone; when it is gone, the next use works', async () => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'not a database, but something that somebody wrote\n'.repeat(100));
  const size = statSync(file).size;
  await using database = databaseAt(file);
  await assert.rejects(database.open<Pets>(pets), {
    name: 'DatabaseError',
    code: 'not_a_database',
    message: `The database ${file} is not an SQLite database: file is not a database`,
  });
  assert.equal(statSync(file).size, size);
  rmSync(file);
  await database.open<Pets>(pets);
});

for (const how of ['removed', 'replaced', 'removed with its folder'] as const) {
  test(`a file that is ${how} while it is used is begun anew by the next use`, async () => {
    const file = join(folder, how, 'himalia.sqlite');
    await using database = databaseAt(file);
    const before = await database.open<Pets>(pets);
    await before.insertInto('pets_owners').values({ id: 'ann' }).execute();
    if (how === 'removed') for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`);
    else if (how === 'replaced') renameSync(`${file}`, `${file}.old`);
    else rmSync(dirname(file), { recursive: true });
    const db = await database.open<Pets>(pets);
    assert.notEqual(db, before);
    await db.insertInto('pets_owners').values({ id: 'bob' }).execute();
    await using other = databaseAt(file);
    const seen = await (await other.open<Pets>(pets)).selectFrom('pets_owners').selectAll().execute();
    assert.deepEqual(
      seen.map(({ id }) => id),
      ['bob'],
    );
    assert.equal(await database.open<Pets>(pets), db, 'nothing is to do');
  });
}

test('a folder that cannot be written says so', { skip: process.platform === 'win32' }, async () => {
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o555 });
  chmodSync(folder, 0o755);
  await using database = databaseAt(join(closed, 'himalia.sqlite'));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) process.seteuid?.(65_534);
  try {
    await assert.rejects(database.open<Pets>(pets), {
      code: 'read_only',
      message: /closed.+cannot be opened for writing/,
    });
  } finally {
    if (asRoot) process.seteuid?.(0);
  }
  await using below = databaseAt(join(folder, 'wide/himalia.sqlite/below'));
  await assert.rejects(below.open<Pets>(pets), { code: 'unreachable', message: /cannot be opened/ });
});

test('another process that writes is waited for, and this one goes on meanwhile', async () => {
  const file = join(folder, 'held.sqlite');
  await using database = databaseAt(file);
  const db = await database.open<Pets>(pets);
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE; INSERT INTO pets_owners VALUES ('other')");
  let done = false;
  const writing = db
    .insertInto('pets_owners')
    .values({ id: 'own' })
    .execute()
    .then(() => {
      done = true;
    });
  assert.deepEqual(await databaseReads(file), [], 'readers do not wait');
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(done, false);
  other.exec('COMMIT');
  other.close();
  await writing;
  assert.deepEqual(
    await db.selectFrom('pets_owners').selectAll().orderBy('id').execute(),
    [{ id: 'other' }, { id: 'own' }].sort((one, two) => (one.id < two.id ? -1 : 1)),
  );
});

async function databaseReads(file: string): Promise<unknown> {
  await using reader = new AsyncDisposableStack();
  const db = reader.adopt(new DatabaseSync(file, { readOnly: true }), (open) => open.close());
  return db.prepare('SELECT * FROM pets_owners').all();
}

test('what was answered is there after the process was killed', async () => {
  const file = join(folder, 'killed.sqlite');
  const script = join(import.meta.dirname, 'write-until-killed.ts');
  const child = spawn(process.execPath, ['--conditions=source', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = 0;
  for await (const line of createInterface(child.stdout)) {
    said = Number(line) + 1;
    if (said === 50) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await using database = databaseAt(file);
  assert.equal(await database.mayHold('pets_owners'), true, 'rows that are in the log only count');
  const db = await database.open<Pets>(pets);
  const { rows } = await db
    .selectFrom('pets_owners')
    .select(db.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  assert.ok(said >= 50 && rows >= said, `${rows} of ${said}`);
});

test('a use after the end is refused; the end waits for the transaction under way', async () => {
  const database = databaseAt(join(folder, 'ended.sqlite'));
  const db = await database.open<Pets>(pets);
  const writing = db.transaction().execute(async (transaction) => {
    await new Promise((resolve) => setImmediate(resolve));
    await transaction.insertInto('pets_owners').values({ id: 'ann' }).execute();
  });
  await Promise.all([writing, database[Symbol.asyncDispose]()]);
  await assert.rejects(db.selectFrom('pets_owners').selectAll().execute());
  await assert.rejects(database.open<Pets>(pets), { code: 'unreachable' });
});
