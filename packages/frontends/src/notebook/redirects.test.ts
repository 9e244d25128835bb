import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contents } from '@himalia/contracts/contents';
import { escapePath, placeOf } from './redirects.ts';

test('each segment is escaped, slashes stay', () => {
  assert.equal(escapePath('a b/ü.txt'), 'a%20b/%C3%BC.txt');
  assert.equal(escapePath(`it's (1)!*.ipynb`), 'it%27s%20%281%29%21%2A.ipynb');
  assert.equal(escapePath('a%2Fb?c#d&e+f'), 'a%252Fb%3Fc%23d%26e%2Bf');
});

test('where a path is shown', async () => {
  const kinds = new Map<string, 'file' | 'directory'>([
    ['', 'directory'],
    ['folder.ipynb', 'directory'],
    ['n.ipynb', 'file'],
    ['t.txt', 'file'],
  ]);
  const contents = { kind: async (path: string) => kinds.get(path) } as Pick<Contents, 'kind'>;
  const place = (path: string) => placeOf(contents, path);
  assert.equal(await place(''), 'tree');
  assert.equal(await place('folder.ipynb'), 'tree');
  assert.equal(await place('n.ipynb'), 'notebooks');
  assert.equal(await place('t.txt'), 'files');
  assert.equal(await place('none'), 'missing');
});
