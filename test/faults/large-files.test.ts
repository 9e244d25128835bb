import assert from 'node:assert/strict';
import { createHash, randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import { Home, megabytesOf, type ServerProcess } from '@himalia/testing';
import { isLong } from './is-long.ts';

const megabyte = 1024 * 1024;
const size = (isLong ? 2048 : 192) * megabyte;
const maxMemory = 200;
const piece = randomFillSync(Buffer.alloc(megabyte));

function* pieces(from: number, to: number): Generator<Buffer> {
  for (let at = from; at < to; at += megabyte) yield piece;
}

function hashOfAll(): string {
  const digest = createHash('sha256');
  for (const each of pieces(0, size)) digest.update(each);
  return digest.digest('hex');
}

async function hashOf(response: Response): Promise<string> {
  const digest = createHash('sha256');
  for await (const each of response.body as unknown as AsyncIterable<Uint8Array>) digest.update(each);
  return digest.digest('hex');
}

const streamed = (from: number, to: number) =>
  ({ body: Readable.toWeb(Readable.from(pieces(from, to))), duplex: 'half' }) as const;

it(`${size / megabyte} MB up, whole and resumed, and down, in less than ${maxMemory} MB of memory`, async (t) => {
  using home = new Home();
  await using first = await home.serve('notebook');
  const hash = hashOfAll();
  assert.equal((await first.ask('api/himalia/files/whole.bin', { method: 'PUT', ...streamed(0, size) })).status, 201);

  const metadata = `path ${btoa('resumed.bin')}`;
  const begun = await first.ask('api/himalia/uploads', {
    method: 'POST',
    headers: { 'upload-length': String(size), 'upload-metadata': metadata },
  });
  const location = (begun.headers.get('location') ?? '').slice(1);
  const patch = (server: ServerProcess, from: number, to: number) =>
    server.ask(location, {
      method: 'PATCH',
      headers: { 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
      ...streamed(from, to),
    });
  const half = size / 2;
  assert.equal((await patch(first, 0, half)).headers.get('upload-offset'), String(half));
  const before = megabytesOf(first.pid, 'VmHWM');
  await first.stop('SIGKILL'); // what was answered is there for the next one
  await using second = await home.serve('notebook');
  assert.equal((await patch(second, half, size)).status, 204);

  for (const name of ['whole.bin', 'resumed.bin']) {
    assert.equal(await hashOf(await second.ask(`files/${name}`)), hash, name);
    const range = `bytes=${megabyte - 2}-${megabyte + 1}`;
    const part = await second.ask(`files/${name}`, { headers: { range } });
    assert.equal(part.status, 206);
    const expected = Buffer.concat([piece.subarray(-2), piece.subarray(0, 2)]);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), expected);
  }
  const memory = Math.max(before, megabytesOf(second.pid, 'VmHWM'));
  t.diagnostic(`peak of the server ${memory.toFixed(0)} MB`);
  assert.ok(memory < maxMemory, `${memory} MB`);
});
