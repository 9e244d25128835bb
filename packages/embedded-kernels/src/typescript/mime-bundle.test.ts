import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlTable } from './html-table.ts';
import { displaySymbol, mimeBundle } from './mime-bundle.ts';

describe('how a value is shown', () => {
  it('follows its own wish first', async () => {
    const wishes = { [displaySymbol]: async () => ({ 'text/markdown': '*a*' }), toHtml: () => '<b>' };
    assert.deepEqual((await mimeBundle(wishes)).data, { 'text/markdown': '*a*' });
    assert.equal((await mimeBundle({ toHtml: () => '<b>' })).data['text/html'], '<b>');
    assert.equal((await mimeBundle({ outerHTML: '<svg></svg>' })).data['image/svg+xml'], '<svg></svg>');
  });

  it('knows images and charts', async () => {
    assert.equal((await mimeBundle(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).data['image/jpeg'], '/9j/4A==');
    assert.deepEqual(Object.keys((await mimeBundle(new Uint8Array([1, 2]))).data), ['text/plain']);
    const chart = { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar' };
    assert.deepEqual((await mimeBundle(chart)).data['application/vnd.vegalite.v5+json'], chart);
  });

  it('survives what cannot be shown', async () => {
    const hostile = {
      [Symbol.for('nodejs.util.inspect.custom')]: () => {
        throw new Error('no');
      },
    };
    assert.match(String((await mimeBundle(hostile)).data['text/plain']), /cannot be shown: no/);
  });
});

describe('a table', () => {
  it('has every column of its rows, escaped', () => {
    assert.equal(
      htmlTable([{ a: 1 }, { b: '<i>' }]),
      '<table><thead><tr><th></th><th>a</th><th>b</th></tr></thead><tbody>' +
        '<tr><th>0</th><td>1</td><td></td></tr><tr><th>1</th><td></td><td>&lt;i&gt;</td></tr></tbody></table>',
    );
  });

  it('shows the first rows of many', () => {
    const table = htmlTable(Array.from({ length: 1500 }, (_, n) => [n]));
    assert.match(table, /1500 rows, the first 1000 are shown/);
    assert.doesNotMatch(table, /<td>1000</);
  });
});
