import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { type Answer, FaultyServer } from './faulty-server.ts';
import { filesBelow } from './notebooks.ts';

/** Ways to have little room: the first needs no rights, the others a namespace of one's own or root. */
const limited = 'ulimit -f 1024'; // 512 KiB or 1 MiB, as the shell counts
const tiny = 'mount -t tmpfs -o size=1m tmpfs "$1"';
const canMount = ['-rm', '-m'].find(
  (how) => spawnSync('unshare', [how, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0,
);

const text = (size: number, chunk?: number): object => ({
  type: 'file',
  format: 'text',
  content: 'x'.repeat(size),
  ...(chunk === undefined ? {} : { chunk }),
});

function assertNoSpace({ status, body }: Answer, what: string): void {
  assert.equal(status, 507, `${what}: ${JSON.stringify(body)}`);
  assert.match(String(body.message), /(No space left on the disk|larger than the file system or a limit)/, what);
  assert.match(String(body.message), /nothing was changed/, what);
}

async function fillsUp(server: FaultyServer, root: string): Promise<void> {
  const put = (path: string, body: unknown) => server.asked('PUT', `api/contents/${path}`, body);
  assert.equal((await put('a.txt', text(300_000))).status, 201);
  const { body: before } = await server.asked('GET', 'api/contents/a.txt?content=0&hash=1');
  assertNoSpace(await put('a.txt', text(2_000_000)), 'a save over a file');
  assertNoSpace(await put('new.txt', text(2_000_000)), 'a new file');
  const source = 'x'.repeat(2_000_000);
  const cells = [{ cell_type: 'markdown', id: 'a', metadata: {}, source }];
  const content = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  assertNoSpace(await put('new.ipynb', { type: 'notebook', content }), 'a notebook');
  assert.equal((await put('up.txt', text(300_000, 1))).status, 201);
  assertNoSpace(await put('up.txt', text(2_000_000, 2)), 'a piece of an upload');
  const { body: after } = await server.asked('GET', 'api/contents/a.txt?content=0&hash=1');
  assert.deepEqual(after, before);
  assert.deepEqual(filesBelow(root), ['a.txt']);
}

it('a file that may not grow further (RLIMIT_FSIZE): 507, the old version whole, nothing left', async () => {
  await using server = new FaultyServer();
  await server.start(limited);
  await fillsUp(server, server.root);
});

it('a full disk: 507, the old version whole, nothing left', async (t) => {
  if (canMount === undefined) return t.skip('no tmpfs can be mounted here');
  await using server = new FaultyServer();
  await server.start(`exec unshare ${canMount} sh -c '${tiny} && shift && exec "$@"' sh "$@" ; true`);
  // The disk is the server's alone; others see it through the process.
  await fillsUp(server, join('/proc', String(server.pid), 'root', server.root));
});
