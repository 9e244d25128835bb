import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Database } from '@himalia/contracts/database';
import { definePlugin } from '@himalia/core';
import { bootServer } from '@himalia/testing';
import { owners, type Pets } from './pets.ts';

let given: Database | undefined;
const keeper = definePlugin({
  id: 'test:keeper',
  description: 'keeps owners',
  requires: { database: Database },
  activate({ database }) {
    given = database;
  },
});
const plugins = ['@himalia/http:fastify', '@himalia/system:paths', '@himalia/database:database', keeper];

test('a plugin takes the database by its token; nothing is made before it is used', async () => {
  await using server = await bootServer({ plugins });
  const file = join(server.folder, 'data/himalia/himalia.sqlite');
  assert.deepEqual([given?.engine, given?.place, existsSync(file)], ['sqlite', file, false]);
  assert.equal(await given?.mayHold('pets_owners'), false);
  assert.equal(existsSync(file), false, 'to ask makes nothing');
  const db = await given?.open<Pick<Pets, 'pets_owners'>>({ prefix: 'pets', migrations: [owners] });
  await db?.insertInto('pets_owners').values({ id: 'ann' }).execute();
  assert.ok(existsSync(file));
  await server.stop();
  await assert.rejects(async () => await db?.selectFrom('pets_owners').select('id').execute());
});

test('a URL that is none stops the start, and is not repeated', async () => {
  const url = 'mysql://ann:secret@db/lab';
  const logged: string[] = [];
  const booting = bootServer({ plugins, config: { database: { url } }, onLog: (line) => logged.push(line) });
  await assert.rejects(booting, (error: Error) => {
    assert.match(String(error), /database\.url is no PostgreSQL URL/);
    assert.ok(!`${error}${logged.join('')}`.includes('secret'));
    return true;
  });
});
