import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { appendFile, mkdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Change } from '@himalia/contracts/contents-changes';
import { bootServer, type TestServer } from '@himalia/testing';
import { plugins, text } from './contents-server.ts';

let server: TestServer;
before(async () => {
  server = await bootServer({ plugins });
});
after(() => server.stop());

const local = (name: string): string => join(server.root, name);

/** A client that watches a folder and remembers what it was told. */
async function watching(path: string) {
  const socket = server.socket('api/himalia/contents/changes');
  const told: Change[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    told.push(JSON.parse(String(data)));
    for (const look of waiting) look();
  });
  await once(socket, 'open');
  const send = (message: unknown): void => socket.send(JSON.stringify(message));
  /** Waits until something was told, also before. */
  const until = (type: Change['type'], name: string): Promise<Change> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = told.find((change) => change.type === type && change.path === name);
        if (!found) return;
        waiting.delete(look);
        told.splice(told.indexOf(found), 1);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  send({ type: 'watch', path });
  return { socket, send, until, told };
}

it('what comes, changes and goes in a folder is told, whoever did it', async () => {
  await mkdir(local('watched'));
  const { socket, until, told } = await watching('watched');
  await until('watching', 'watched');
  await writeFile(local('watched/a.txt'), 'one');
  const { entry } = await until('created', 'watched/a.txt');
  assert.deepEqual([entry?.name, entry?.size, entry?.content], ['a.txt', 3, null]);
  await appendFile(local('watched/a.txt'), ' two');
  assert.equal((await until('changed', 'watched/a.txt')).entry?.size, 7);
  await server.ask('api/contents/watched/a.txt', { method: 'PUT', body: text('saved') });
  assert.equal((await until('changed', 'watched/a.txt')).entry?.size, 5);
  await rename(local('watched/a.txt'), local('watched/b.txt'));
  await Promise.all([until('deleted', 'watched/a.txt'), until('created', 'watched/b.txt')]);
  await writeFile(local('watched/.hidden'), '');
  await unlink(local('watched/b.txt'));
  await until('deleted', 'watched/b.txt');
  assert.deepEqual(told, [], 'neither temporary nor hidden names');
  socket.close();
});

it('many changes at once are told as one, and a folder that goes as gone', async () => {
  await mkdir(local('many'));
  const { socket, until } = await watching('many');
  await until('watching', 'many');
  // The server is in this process: it sees them all together.
  for (let number = 0; number < 1000; number++) writeFileSync(local(`many/${number}`), '');
  await until('relist', 'many');
  await rm(local('many'), { recursive: true });
  await until('deleted', 'many');
  assert.match((await until('refused', 'many')).message ?? '', /not there/);
  socket.close();
});

it('a folder that is none, hidden or outside is refused; nonsense closes the socket', async () => {
  await writeFile(local('file.txt'), '');
  for (const path of ['none', 'file.txt', '.ipynb_checkpoints', '../x']) {
    const { socket, until } = await watching(path);
    assert.ok((await until('refused', path)).message);
    socket.close();
  }
  const { socket, send } = await watching('');
  send({ type: 'open', path: '' });
  const [closed] = await once(socket, 'close');
  assert.equal(closed, 1003);
});

it('who ended to watch is told nothing more', async () => {
  const { socket, send, until, told } = await watching('');
  await until('watching', '');
  const other = await watching('');
  await other.until('watching', '');
  send({ type: 'unwatch', path: '' });
  send({ type: 'watch', path: 'none' });
  await until('refused', 'none');
  await writeFile(local('after.txt'), '');
  await other.until('created', 'after.txt');
  assert.deepEqual(told, []);
  socket.close();
  other.socket.close();
});
