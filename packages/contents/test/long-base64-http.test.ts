import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bootServer, type TestServer } from '@himalia/testing';
import { type Asking, asking, plugins } from './contents-server.ts';

let server: TestServer;
let { asked, put }: Asking = {} as Asking;
before(async () => {
  server = await bootServer({ plugins });
  ({ asked, put } = asking(server));
});
after(() => server.stop());

const model = (content: string, more: object = {}): string =>
  JSON.stringify({ type: 'file', format: 'base64', content, ...more });
const saved = (name: string): Promise<Buffer> => readFile(join(server.root, name));

describe('saveContents of long base64', () => {
  it('saves the bytes, whole and in pieces, with any padding', async () => {
    for (const length of [99_999, 100_000, 100_001]) {
      const bytes = randomBytes(length);
      assert.equal((await put(`whole-${length}`, model(bytes.toString('base64')))).status, 201);
      assert.deepEqual(await saved(`whole-${length}`), bytes);
    }
    const pieces = [randomBytes(100_001), randomBytes(70_000), randomBytes(3)];
    for (const [index, bytes] of pieces.entries())
      await put('pieces', model(bytes.toString('base64'), { chunk: index === 2 ? -1 : index + 1 }));
    assert.deepEqual(await saved('pieces'), Buffer.concat(pieces));
  });

  it('skips what is not of the alphabet, as with short text', async () => {
    const bytes = randomBytes(90_000);
    const text = bytes.toString('base64');
    const odd = [`${text.slice(0, 50)} ${text.slice(50)}`, `${text.slice(0, 80_000)}*é${text.slice(80_000)}`];
    for (const content of odd) {
      assert.ok((await put('odd', model(content))).status < 300);
      assert.deepEqual(await saved('odd'), bytes);
    }
    const folded = text.replaceAll(/.{76}/g, '$&\n');
    assert.equal((await put('odd', model(folded))).status, 200);
    assert.deepEqual(await saved('odd'), bytes);
  });

  it('refuses what cannot be, and takes text for text', async () => {
    const { status, body } = await put('bad', model(`${'QUJD'.repeat(20_000)}A`));
    assert.deepEqual([status, body.reason], [400, null]);
    assert.match(String(body.message), /Encoding error saving bad: the content is not base64/);
    const text = 'é€😀'.repeat(20_000);
    assert.equal((await put('text', JSON.stringify({ type: 'file', format: 'text', content: text }))).status, 201);
    assert.equal((await asked('api/contents/text')).body.content, text);
    assert.equal((await put('n.ipynb', JSON.stringify({ type: 'notebook', content: text }))).status, 400);
    assert.equal((await put('typeless', JSON.stringify({ format: 'text', content: text }))).status, 201);
    assert.equal((await put('nothing-else', JSON.stringify({ content: text }))).status, 400);
  });

  it('refuses what is no JSON', async () => {
    const long = 'QUJD'.repeat(20_000);
    for (const format of ['base64', 'text'])
      for (const text of [`${long}\n${long}`, `${long}\x01`]) {
        const body = `{"type":"file","format":"${format}","content":"${text}"}`;
        const answer = await put('no-json', body);
        assert.deepEqual([answer.status, String(answer.body.message).slice(0, 12)], [400, 'Invalid JSON'], format);
      }
    assert.equal((await asked('api/contents/no-json')).status, 404);
  });

  it('takes the last member of a name, as JSON does', async () => {
    const long = 'QUJD'.repeat(20_000);
    await put('last', `{"type":"file","format":"text","content":"${long}","content":"short"}`);
    assert.equal(String(await saved('last')), 'short');
    await put('last', `{"type":"file","format":"base64","content":"short","content":"${long}"}`);
    assert.equal(String(await saved('last')), 'ABC'.repeat(20_000));
    await put('last', `{"inner":{"content":"${long}"},"type":"file","format":"text","content":"outer"}`);
    assert.equal(String(await saved('last')), 'outer');
  });
});
