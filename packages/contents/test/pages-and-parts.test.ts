import assert from 'node:assert/strict';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { bootServer, type TestServer } from '@himalia/testing';
import { type Asking, asking, plugins } from './contents-server.ts';

let server: TestServer;
let asked: Asking['asked'];
before(async () => {
  server = await bootServer({ plugins });
  ({ asked } = asking(server));
});
after(() => server.stop());

const local = (name: string): string => join(server.root, name);

it('lines of a text: those asked, how many there are, and what follows when the file grows', async () => {
  const lines = Array.from({ length: 2500 }, (_, number) => `line ${number} é\n`);
  await writeFile(local('long.txt'), `${lines.join('')}the end`);
  const part = async (range: string) => (await asked(`api/contents/long.txt?lines=${range}`)).body;
  const { content, range, format, size } = await part('1999:2002');
  assert.equal(content, lines.slice(1999, 2002).join(''));
  assert.deepEqual([range, format], [{ unit: 'lines', start: 1999, stop: 2002, total: 2501 }, 'text']);
  assert.equal(size, Buffer.byteLength(`${lines.join('')}the end`));
  assert.equal((await part('0:2000')).content, lines.slice(0, 2000).join(''));
  assert.equal((await part('2499:')).content, 'line 2499 é\nthe end');
  assert.deepEqual((await part('9000:9001')).range, { unit: 'lines', start: 2501, stop: 2501, total: 2501 });
  await appendFile(local('long.txt'), ' is not the end\nbut this');
  assert.equal((await part('2500:')).content, 'the end is not the end\nbut this');
  for (const wrong of ['5:4', 'x:1', '1', '-1:2'])
    assert.equal((await asked(`api/contents/long.txt?lines=${wrong}`)).status, 400, wrong);
  await writeFile(local('bytes.bin'), Buffer.from([0xff, 0xfe, 0x0a]));
  assert.equal((await asked('api/contents/bytes.bin?lines=0:1')).body.reason, 'bad format');
  assert.equal((await asked('api/contents?lines=0:1')).body.reason, 'bad type');
  assert.equal((await asked('api/contents/none.txt?lines=0:1')).status, 404);
});

it('cells of a notebook: as in the whole, with what is not cells, trust and hash', async () => {
  const cells = Array.from({ length: 50 }, (_, number) => ({
    cell_type: 'code',
    id: `c${number}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source: `print("${number}")\n# more`,
  }));
  const content = { cells, metadata: { title: 'é' }, nbformat: 4, nbformat_minor: 5 };
  await asked('api/contents/n.ipynb', { method: 'PUT', body: { type: 'notebook', content } });
  const whole = (await asked('api/contents/n.ipynb?hash=1')).body;
  const wholeContent = whole.content as { cells: unknown[] };
  const part = (await asked('api/contents/n.ipynb?cells=10:12&hash=1')).body;
  const { range, ...rest } = part;
  assert.deepEqual(range, { unit: 'cells', start: 10, stop: 12, total: 50 });
  assert.deepEqual(rest, { ...whole, content: { ...wholeContent, cells: wholeContent.cells.slice(10, 12) } });
  const none = (await asked('api/contents/n.ipynb?cells=60:')).body;
  assert.deepEqual([(none.content as { cells: [] }).cells, none.range], [[], { ...range, start: 50, stop: 50 }]);
});

it('cells of an old notebook are cut from the whole', async () => {
  const cell = { cell_type: 'markdown', metadata: {}, source: 'x' };
  const old = {
    metadata: {},
    nbformat: 3,
    nbformat_minor: 0,
    worksheets: [{ cells: [cell, cell, cell], metadata: {} }],
  };
  await writeFile(local('old.ipynb'), JSON.stringify(old));
  const { body } = await asked('api/contents/old.ipynb?cells=1:2');
  assert.equal((body.content as { cells: unknown[] }).cells.length, 1);
  assert.deepEqual(body.range, { unit: 'cells', start: 1, stop: 2, total: 3 });
  await writeFile(local('broken.ipynb'), '{"cells": [');
  assert.equal((await asked('api/contents/broken.ipynb?cells=0:1')).status, 400);
});

it('pages give each entry that stays once, whatever comes and goes', async () => {
  const folder = { method: 'PUT', body: { type: 'directory' } };
  await asked('api/contents/paged', folder);
  const names = Array.from({ length: 25 }, (_, number) => `f${String(number).padStart(2, '0')}.txt`);
  for (const name of names) await writeFile(local(`paged/${name}`), '');
  const seen: string[] = [];
  let next: unknown = '';
  for (let page = 0; next !== null && page < 10; page++) {
    const cursor = next === '' ? '' : `&cursor=${next}`;
    const { status, body, headers } = await asked(`api/contents/paged?limit=10${cursor}`);
    assert.equal(status, 200);
    seen.push(...(body.content as { name: string }[]).map(({ name }) => name));
    next = body.next_cursor;
    assert.equal(headers.get('link')?.includes(`cursor=${next}`) ?? false, next !== null);
    // The last one seen goes, one comes before, one after it.
    await rm(local(`paged/${seen.at(-1)}`), { force: true });
    await writeFile(local('paged/a-new.txt'), '');
    await writeFile(local('paged/f99.txt'), '');
  }
  assert.deepEqual(seen, [...names, 'f99.txt']);
  const all = (await asked('api/contents/paged')).body;
  assert.equal('next_cursor' in all, false);
  for (const wrong of ['limit=0', 'limit=x', 'limit=10001', 'cursor=%20', 'limit=5&cursor=*'])
    assert.equal((await asked(`api/contents/paged?${wrong}`)).status, 400, wrong);
});

it('a client that accepts lines gets the entries one a line', async () => {
  await asked('api/contents/lines', { method: 'PUT', body: { type: 'directory' } });
  for (let number = 0; number < 150; number++) await writeFile(local(`lines/${number}.txt`), '');
  const accept = 'application/x-ndjson';
  const answer = await server.ask('api/contents/lines', { headers: { accept } });
  assert.equal(answer.headers.get('content-type'), accept);
  const entries = (await answer.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { content } = (await asked('api/contents/lines')).body;
  assert.deepEqual(entries, content);
  const file = await server.ask('api/contents/lines/1.txt', { headers: { accept } });
  assert.match(file.headers.get('content-type') ?? '', /application\/json/);
  assert.equal((await server.ask('api/contents/none', { headers: { accept } })).status, 404);
});
