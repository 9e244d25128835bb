import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
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

const output = { output_type: 'display_data', metadata: {}, data: { 'text/html': '<b>é😀\u2028</b>\n'.repeat(3000) } };
const code = { cell_type: 'code', metadata: {}, execution_count: 1, source: 'a\nb', outputs: [output] };
const cells = Array.from({ length: 40 }, (_, index) => ({ ...code, id: `c${index}` }));
const notebook = { cells, metadata: { kept: 1.5 }, nbformat: 4, nbformat_minor: 5 };
const marked = (trusted: boolean) => ({
  ...notebook,
  cells: cells.map((cell) => ({ ...cell, metadata: { trusted } })),
});

describe('getContents of something large', () => {
  it('answers with the same model as of something small', async () => {
    await put('large.ipynb', JSON.stringify({ type: 'notebook', format: 'json', content: notebook }));
    const { body, headers } = await asked('api/contents/large.ipynb');
    assert.ok(Number(headers.get('content-length')) > 2_000_000);
    const { content, ...model } = body;
    assert.deepEqual(content, marked(false));
    const described = await asked('api/contents/large.ipynb?content=0');
    assert.deepEqual({ ...model, content: null }, { ...described.body, format: 'json' });
    const hashed = await asked('api/contents/large.ipynb?hash=1');
    assert.equal(hashed.body.hash, (await asked('api/contents/large.ipynb?hash=1&content=0')).body.hash);
    assert.deepEqual(hashed.body.content, content);
  });

  it('reads files in other forms than nbformat writes', async () => {
    for (const text of [
      JSON.stringify(notebook),
      JSON.stringify(notebook, null, 2),
      `\ufeff${JSON.stringify(notebook)}`,
    ]) {
      await writeFile(join(server.root, 'form.ipynb'), text);
      assert.deepEqual((await asked('api/contents/form.ipynb')).body.content, marked(false));
    }
  });

  it('has a tag that changes with the file, the trust in it and what was asked, and answers 304 to it', async () => {
    const tagOf = async (query = ''): Promise<string> =>
      (await asked(`api/contents/tag.ipynb${query}`)).headers.get('etag') ?? '';
    const save = (content: object) => put('tag.ipynb', JSON.stringify({ type: 'notebook', format: 'json', content }));
    await save(notebook);
    const tags = [await tagOf(), await tagOf('?hash=1')];
    assert.equal(await tagOf(), tags[0]);
    const kept = await asked('api/contents/tag.ipynb', { headers: { 'if-none-match': String(tags[0]) } });
    assert.equal(kept.status, 304);
    const trusted = await asked('api/contents/tag.ipynb/trust', { method: 'POST' });
    assert.deepEqual(
      [trusted.status, trusted.headers.get('content-type'), trusted.body],
      [201, 'text/html; charset=UTF-8', undefined],
    );
    tags.push(await tagOf());
    await save({ ...notebook, metadata: { kept: 2.5 } });
    tags.push(await tagOf());
    assert.equal(new Set(tags).size, 4);
  });

  it('lists every entry of a large folder once', async () => {
    const folder = join(server.root, 'many');
    await mkdir(folder);
    const names = Array.from({ length: 1001 }, (_, index) => `file-${index}.txt`);
    for (const name of names) await writeFile(join(folder, name), '');
    const { body, headers } = await asked('api/contents/many');
    const { content, ...model } = body;
    assert.deepEqual((content as { name: string }[]).map(({ name }) => name).sort(), names.sort());
    assert.deepEqual({ ...model, content: null, format: null }, (await asked('api/contents/many?content=0')).body);
    assert.match(headers.get('etag') ?? '', /^"\w{40}"$/);
  });

  it('gives text and bytes whole', async () => {
    const text = 'é\n'.repeat(600_000);
    await writeFile(join(server.root, 'large.txt'), text);
    await writeFile(join(server.root, 'large.bin'), Buffer.alloc(1_500_000, 0xff));
    const { body, headers } = await asked('api/contents/large.txt');
    assert.deepEqual([body.content, body.hash], [text, null]);
    assert.match(headers.get('etag') ?? '', /^"\w{40}"$/);
    const bytes = await asked('api/contents/large.bin');
    assert.deepEqual(Buffer.from(String(bytes.body.content), 'base64'), Buffer.alloc(1_500_000, 0xff));
  });
});
