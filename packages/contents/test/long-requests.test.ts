import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { LongOperation } from '@himalia/contracts/operations';
import { bootServer, type TestServer } from '@himalia/testing';
import { type Asking, asking, plugins } from './contents-server.ts';

let server: TestServer;
let asked: Asking['asked'];
before(async () => {
  server = await bootServer({ plugins, config: { contents: { deleteToTrash: false, alwaysDeleteDir: true } } });
  ({ asked } = asking(server));
  await mkdir(local('tree/deep/deeper'), { recursive: true });
  for (let number = 0; number < 300; number++) await writeFile(local(`tree/deep/${number}.txt`), `content ${number}`);
  await writeFile(local('tree/deep/deeper/émoji 🎉.txt'), 'x');
  await writeFile(local(`tree/${'long-name-'.repeat(15)}.bin`), Buffer.alloc(3_000_000, 7));
  await writeFile(local('tree/empty'), '');
  await writeFile(local('tree/.hidden'), 'x');
  await symlink('..', local('tree/circle'));
});
after(() => server.stop());

const local = (name: string): string => join(server.root, name);
const now = { prefer: 'respond-async, wait=0' };
const copyTree = { method: 'POST', body: { copy_from: 'tree' } };

async function operationOf(answer: { headers: Headers; body: Record<string, unknown> }): Promise<string> {
  const location = answer.headers.get('location') ?? '';
  assert.deepEqual([location, answer.headers.get('preference-applied')], [answer.body.url, 'respond-async']);
  return location;
}

const ended = async (location: string): Promise<LongOperation> =>
  (await asked(`${location}?wait=60`)).body as unknown as LongOperation;

describe('Prefer: respond-async', () => {
  it('a copy is answered 202; its operation tells the progress and what came to be', async () => {
    const answer = await asked('api/contents', { ...copyTree, headers: now });
    assert.equal(answer.status, 202);
    const operation = await ended(await operationOf(answer));
    assert.deepEqual([operation.status, operation.kind, operation.error], ['succeeded', 'copy', null]);
    assert.deepEqual([operation.result?.status, operation.result?.location], [201, '/api/contents/tree-Copy1']);
    assert.match(JSON.stringify(operation.result?.body), /"path":"tree-Copy1"/);
    assert.ok(operation.progress.done > 300 && operation.progress.done < (operation.progress.total ?? 0));
    assert.equal((await readdir(local('tree-Copy1/deep'))).length, 301);
  });

  it('who does not ask, and who waits long enough, is answered as ever', async () => {
    for (const headers of [{}, { prefer: 'respond-async, wait=60' }, { prefer: 'return=minimal' }]) {
      const { status, body } = await asked('api/contents/tree', {
        method: 'POST',
        body: { copy_from: 'tree/empty' },
        headers,
      });
      assert.deepEqual([status, body.type], [201, 'file']);
    }
    const refused = { method: 'POST', body: { copy_from: 'none' }, headers: { prefer: 'respond-async, wait=60' } };
    assert.equal((await asked('api/contents', refused)).status, 404);
  });

  it('a failure is kept as the answer would have been', async () => {
    const answer = await asked('api/contents/none', { method: 'DELETE', headers: now });
    const operation = await ended(await operationOf(answer));
    assert.deepEqual([operation.status, operation.error?.status, operation.result], ['failed', 404, null]);
    assert.match(operation.error?.message ?? '', /none/);
  });

  it('a cancelled copy leaves nothing', async () => {
    const location = await operationOf(await asked('api/contents', { ...copyTree, headers: now }));
    assert.equal((await asked(location, { method: 'DELETE' })).status, 204);
    const operation = await ended(location);
    // On a fast disk it may have ended before.
    assert.match(operation.status, /cancelled|succeeded/);
    assert.equal(existsSync(local('tree-Copy2')), operation.status === 'succeeded');
    assert.deepEqual(
      (await readdir(server.root)).filter((name) => name.startsWith('.~')),
      [],
    );
    assert.equal((await asked(location, { method: 'DELETE' })).status, 204);
    assert.equal((await asked(location)).status, 404);
  });

  it('a deleted tree is watched to its end', async () => {
    const location = await operationOf(await asked('api/contents/tree-Copy1', { method: 'DELETE', headers: now }));
    const events = await server.ask(`${location}/events`);
    assert.equal(events.headers.get('content-type'), 'text/event-stream');
    const states = (await events.text())
      .trimEnd()
      .split('\n\n')
      .map((event) => JSON.parse(event.replace(/^data: /, '')) as LongOperation);
    const last = states.at(-1);
    assert.deepEqual([last?.status, last?.result], ['succeeded', { status: 204, location: null, body: null }]);
    assert.equal(last?.progress.done, last?.progress.total);
    const done = states.map(({ progress }) => progress.done);
    assert.deepEqual(
      done,
      done.toSorted((a, b) => a - b),
    );
    assert.equal(existsSync(local('tree-Copy1')), false);
    const { operations } = (await asked('api/himalia/operations')).body as { operations: LongOperation[] };
    assert.ok(operations.some(({ id }) => location.endsWith(id)));
  });
});

describe('getArchive', () => {
  const python = ['python3', 'python'].find((name) => spawnSync(name, ['-V']).status === 0);
  const names = ['deep/', 'deep/299.txt', 'deep/deeper/émoji 🎉.txt', `${'long-name-'.repeat(15)}.bin`, 'empty'];

  /** What Python, which has its own ideas of both formats, finds in an archive: names and lengths, after checking all of it. */
  async function opened(format: 'zip' | 'tar.gz', bytes: Uint8Array): Promise<Record<string, number>> {
    const file = join(server.folder, `archive.${format}`);
    await writeFile(file, bytes);
    const zip = `z=zipfile.ZipFile(f); assert z.testzip() is None; r={i.filename:i.file_size for i in z.infolist()}`;
    const tar = `z=tarfile.open(f); r={i.name+('/' if i.isdir() else ''):len(z.extractfile(i).read()) if i.isfile() else 0 for i in z}`;
    const program = `import zipfile,tarfile,json,sys\nf=sys.argv[1]\n${format === 'zip' ? zip : tar}\nprint(json.dumps(r))`;
    return JSON.parse(execFileSync(python ?? '', ['-c', program, file], { encoding: 'utf8' }));
  }

  for (const format of ['zip', 'tar.gz'] as const) {
    it(`${format}: all that is shown, links to folders left out`, { skip: !python && 'no Python' }, async () => {
      await utimes(local('tree/deep/299.txt'), 1e9, 1e9);
      const answer = await server.ask(`api/himalia/archives/tree?format=${format}`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-disposition'), `attachment; filename*=utf-8''tree.${format}`);
      const found = await opened(format, new Uint8Array(await answer.arrayBuffer()));
      for (const name of names) assert.ok(name in found, name);
      assert.deepEqual([found['deep/299.txt'], found[`${'long-name-'.repeat(15)}.bin`]], [11, 3_000_000]);
      for (const name of Object.keys(found)) assert.doesNotMatch(name, /circle|hidden|^\/|\.\./);
    });
  }

  it('as an operation it becomes a file, with ranges', { skip: !python && 'no Python' }, async () => {
    const answer = await asked('api/himalia/archives/tree', { headers: now });
    assert.equal(answer.status, 202);
    const { status, result, kind } = await ended(await operationOf(answer));
    assert.deepEqual([status, kind], ['succeeded', 'archive']);
    const whole = await server.ask(result?.location ?? '');
    const bytes = new Uint8Array(await whole.arrayBuffer());
    assert.ok('deep/299.txt' in (await opened('zip', bytes)));
    const part = await server.ask(result?.location ?? '', { headers: { range: 'bytes=0-3' } });
    assert.deepEqual([part.status, await part.text()], [206, 'PK\x03\x04']);
    assert.match(part.headers.get('content-disposition') ?? '', /tree\.zip/);
  });

  it('refuses what is no folder, hidden, outside, or asked by a page of another site', async () => {
    assert.equal((await asked('api/himalia/archives/tree/empty')).body.reason, 'bad type');
    assert.equal((await asked('api/himalia/archives/.ipynb_checkpoints')).status, 404);
    assert.equal((await asked('api/himalia/archives/none')).status, 404);
    assert.equal((await asked('api/himalia/archives/..%2f..')).status, 404);
    assert.equal((await asked('api/himalia/archives/tree?format=rar')).status, 400);
    assert.equal((await fetch(new URL('api/himalia/archives/tree', server.url))).status, 403);
  });

  it('the root is packed as well, and a client that leaves stops it', async () => {
    const leaving = new AbortController();
    const answer = await server.ask('api/himalia/archives', { signal: leaving.signal });
    assert.match(answer.headers.get('content-disposition') ?? '', /files\.zip/);
    await answer.body?.getReader().read();
    leaving.abort();
    assert.equal((await readFile(local('tree/empty'))).length, 0);
  });
});
