import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bootServer, eventually, type TestServer } from '@himalia/testing';
import { plugins, text } from './contents-server.ts';

let server: TestServer;
before(async () => {
  server = await bootServer({ plugins });
});
after(() => server.stop());

const local = (name: string): string => join(server.root, name);
const temporaries = async (): Promise<string[]> =>
  (await readdir(server.root)).filter((name) => name.startsWith('.~himalia-'));
const type = 'application/offset+octet-stream';

async function created(path: string, length: number, headers: Record<string, string> = {}): Promise<Response> {
  const metadata = `path ${btoa(path)}, filetype ${btoa('text/plain')}`;
  return await server.ask('api/himalia/uploads', {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': String(length), 'upload-metadata': metadata, ...headers },
  });
}

async function sent(location: string, offset: number, bytes: Uint8Array): Promise<Response> {
  const headers = { 'tus-resumable': '1.0.0', 'upload-offset': String(offset), 'content-type': type };
  return await server.ask(location, { method: 'PATCH', headers, body: bytes });
}

const offsetOf = async (location: string): Promise<string | null> =>
  (await server.ask(location, { method: 'HEAD' })).headers.get('upload-offset');

/** Sends some bytes of more, and cuts the connection when the server has them. */
async function cutOff(location: string, bytes: Uint8Array): Promise<void> {
  const headers = { authorization: `token ${server.token}`, 'upload-offset': '0', 'content-type': type };
  const outgoing = request(new URL(location, server.url), { method: 'PATCH', headers });
  outgoing.on('error', () => undefined).write(bytes);
  await eventually('all bytes', async () => (await offsetOf(location)) === String(bytes.length));
  outgoing.destroy();
}

describe('createUpload, continueUpload, getUpload, endUpload', () => {
  it('a file in three pieces is there when the last one is', async () => {
    const bytes = randomBytes(300_000);
    const begun = await created('up.bin', bytes.length);
    assert.equal(begun.status, 201);
    const location = begun.headers.get('location') ?? '';
    assert.match(location, /^\/api\/himalia\/uploads\/[0-9a-f]{32}$/);
    assert.deepEqual([begun.headers.get('upload-offset'), begun.headers.get('tus-resumable')], ['0', '1.0.0']);
    for (const [from, to] of [
      [0, 100_000],
      [100_000, 299_999],
    ] as const) {
      const answer = await sent(location, from, bytes.subarray(from, to));
      assert.deepEqual([answer.status, answer.headers.get('upload-offset')], [204, String(to)]);
      assert.deepEqual((await readdir(server.root)).includes('up.bin'), false);
    }
    assert.equal((await sent(location, 299_999, bytes.subarray(299_999))).status, 204);
    assert.deepEqual(await readFile(local('up.bin')), bytes);
    assert.deepEqual(await temporaries(), []);
    // Who missed the last answer asks where it is.
    assert.equal(await offsetOf(location), '300000');
    assert.equal((await sent(location, 300_000, new Uint8Array())).status, 204);
    assert.equal((await server.ask(location, { method: 'DELETE' })).status, 204);
    assert.equal((await server.ask(location)).status, 404);
    assert.deepEqual(await readFile(local('up.bin')), bytes);
  });

  it('goes on after a lost connection, and ends a PATCH that hangs', async () => {
    const bytes = randomBytes(200_000);
    const location = (await created('cut.bin', bytes.length)).headers.get('location') ?? '';
    await cutOff(location, bytes.subarray(0, 50_000));
    assert.equal((await sent(location, 0, bytes)).status, 409);
    assert.equal((await sent(location, 50_000, bytes.subarray(50_000))).status, 204);
    assert.deepEqual(await readFile(local('cut.bin')), bytes);
  });

  it('refuses what is no upload, too long, or not allowed', async () => {
    assert.equal((await created('x.bin', 10, { 'upload-length': 'x' })).status, 400);
    assert.equal((await created('x.bin', 10, { 'upload-metadata': 'path' })).status, 400);
    assert.equal((await created('x.bin', 10, { 'tus-resumable': '0.2.2' })).status, 412);
    assert.equal((await created('none/x.bin', 10)).status, 404);
    assert.equal((await created('../x.bin', 10)).status, 404);
    assert.equal((await created('.x.bin', 10)).status, 400);
    const location = (await created('x.bin', 10)).headers.get('location') ?? '';
    assert.equal((await sent(location, 0, new Uint8Array(11))).status, 413);
    const wrongType = { method: 'PATCH', headers: { 'upload-offset': '0', 'content-type': 'text/plain' }, body: 'x' };
    assert.equal((await server.ask(location, wrongType)).status, 415);
    assert.equal((await server.ask(location, { method: 'DELETE' })).status, 204);
    assert.deepEqual(await temporaries(), []);
    for (const id of ['0', 'f'.repeat(32), '..%2f..%2fx'])
      assert.equal((await server.ask(`api/himalia/uploads/${id}`)).status, 404, id);
    assert.equal((await fetch(new URL(location, server.url))).status, 403);
  });

  it('looks at conditions when it begins and when it ends', async () => {
    await writeFile(local('taken.bin'), 'old');
    assert.equal((await created('taken.bin', 3, { 'if-none-match': '*' })).status, 412);
    const location = (await created('free.bin', 3, { 'if-none-match': '*' })).headers.get('location') ?? '';
    await writeFile(local('free.bin'), 'somebody was faster');
    assert.equal((await sent(location, 0, Buffer.from('new'))).status, 412);
    assert.equal(await readFile(local('free.bin'), 'utf8'), 'somebody was faster');
    assert.equal((await server.ask(location)).status, 404);
    assert.deepEqual(await temporaries(), []);
  });

  it('an empty file needs no piece', async () => {
    assert.equal((await created('empty.bin', 0)).status, 201);
    assert.equal((await readFile(local('empty.bin'))).length, 0);
  });
});

describe('putFile', () => {
  const put = (path: string, body: Uint8Array | string, headers = {}) =>
    server.ask(`api/himalia/files/${path}`, { method: 'PUT', body, headers });

  it('saves bytes as they are, whatever their type is called', async () => {
    const bytes = randomBytes(3_000_000);
    const answer = await put('raw.bin', bytes, { 'content-type': 'application/json' });
    assert.deepEqual([answer.status, answer.headers.get('location')], [201, '/api/contents/raw.bin']);
    assert.deepEqual(await readFile(local('raw.bin')), bytes);
    const tag = answer.headers.get('etag') ?? '';
    assert.equal((await put('raw.bin', 'second', { 'if-match': tag })).status, 200);
    assert.equal((await put('raw.bin', 'third', { 'if-match': tag })).status, 412);
    assert.equal(await readFile(local('raw.bin'), 'utf8'), 'second');
    assert.equal((await put('raw.bin', '')).status, 200);
    assert.equal(await readFile(local('raw.bin'), 'utf8'), '');
  });

  it('refuses hidden names, missing folders, folders and strangers', async () => {
    await server.ask('api/contents/folder', { method: 'PUT', body: { type: 'directory' } });
    assert.equal((await put('.x', 'x')).status, 400);
    assert.equal((await put('none/x', 'x')).status, 404);
    assert.equal((await put('folder', 'x')).status, 400);
    assert.equal((await put('', 'x')).status, 400);
    assert.equal((await fetch(new URL('api/himalia/files/x', server.url), { method: 'PUT', body: 'x' })).status, 403);
  });

  it('a connection that breaks leaves the former file', async () => {
    await server.ask('api/contents/former.txt', { method: 'PUT', body: text('former') });
    const headers = { authorization: `token ${server.token}`, 'content-length': '1000000' };
    const outgoing = request(new URL('api/himalia/files/former.txt', server.url), { method: 'PUT', headers });
    outgoing.on('error', () => undefined).write('new');
    await eventually('a beginning', async () => (await temporaries()).length > 0);
    outgoing.destroy();
    await eventually('nothing left', async () => (await temporaries()).length === 0);
    assert.equal(await readFile(local('former.txt'), 'utf8'), 'former');
  });
});
