import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { asking, Home, himaliaCommand, type ServerProcess } from '@himalia/testing';
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

type Answer = { readonly status: number; readonly body: Record<string, unknown> };
function assertNoSpace({ status, body }: Answer, what: string): void {
  assert.equal(status, 507, `${what}: ${JSON.stringify(body)}`);
  assert.match(String(body.message), /(No space left on the disk|larger than the file system or a limit)/, what);
  assert.match(String(body.message), /nothing was changed/, what);
}

/** A server that a line of a shell runs before, for limits and mounts; the root's path is its `$1`. */
function startAfter(line: string, home: Home): Promise<ServerProcess> {
  const [program, args] = himaliaCommand(['start', 'notebook', '--port=0', '--no-browser', `--root-dir=${home.root}`]);
  const inShell = ['-c', `${line} && shift && exec "$@"`, 'sh', home.root, program, ...args];
  return home.spawn('sh', inShell, { cwd: home.folder }).ready();
}

async function fillsUp(server: ServerProcess, root: string): Promise<void> {
  const { asked, put } = asking(server);
  assert.equal((await put('a.txt', text(300_000))).status, 201);
  const { body: before } = await asked('api/contents/a.txt?content=0&hash=1');
  assertNoSpace(await put('a.txt', text(2_000_000)), 'a save over a file');
  assertNoSpace(await put('new.txt', text(2_000_000)), 'a new file');
  const source = 'x'.repeat(2_000_000);
  const cells = [{ cell_type: 'markdown', id: 'a', metadata: {}, source }];
  const content = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  assertNoSpace(await put('new.ipynb', { type: 'notebook', content }), 'a notebook');
  assert.equal((await put('up.txt', text(300_000, 1))).status, 201);
  assertNoSpace(await put('up.txt', text(2_000_000, 2)), 'a piece of an upload');
  const { body: after } = await asked('api/contents/a.txt?content=0&hash=1');
  assert.deepEqual(after, before);
  assert.deepEqual(filesBelow(root), ['a.txt']);
}

it('a file that may not grow further (RLIMIT_FSIZE): 507, the old version whole, nothing left', async () => {
  using home = new Home();
  await using server = await startAfter(limited, home);
  await fillsUp(server, home.root);
});

it('a full disk: 507, the old version whole, nothing left', async (t) => {
  if (canMount === undefined) return t.skip('no tmpfs can be mounted here');
  using home = new Home();
  await using server = await startAfter(
    `exec unshare ${canMount} sh -c '${tiny} && shift && exec "$@"' sh "$@" ; true`,
    home,
  );
  // The disk is the server's alone; others see it through the process.
  await fillsUp(server, join('/proc', String(server.pid), 'root', home.root));
});
