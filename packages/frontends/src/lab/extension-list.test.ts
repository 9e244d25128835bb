import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FederatedExtension } from '@himalia/contracts/frontends';
import { describeExtension, linkHeader, pageOf } from './extension-list.ts';

function extension(name: string, manifest: Readonly<Record<string, unknown>> = {}): FederatedExtension {
  const build = { load: 'r.js' };
  return { name, version: '1.2.3', folder: '', schemas: undefined, themes: undefined, build, disables: [], manifest };
}

test('members of package.json may be strings or objects', () => {
  const described = describeExtension(
    extension('a', {
      author: { name: 'Ada' },
      repository: { url: 'git+https://example.org/a.git' },
      bugs: 'https://example.org/bugs',
    }),
    false,
  );
  assert.equal(described.author, 'Ada');
  assert.equal(described.homepage_url, 'https://example.org/a');
  assert.equal(described.bug_tracker_url, 'https://example.org/bugs');
  assert.deepEqual([described.enabled, described.installed_version, described.license], [false, '1.2.3', null]);
});

test('lists come in pages, of those that match', () => {
  const all = ['alpha', 'beta', 'Alphabet'].map((name) => describeExtension(extension(name), true));
  const names = (page: number, perPage: number, query?: string): unknown => {
    const { items, last } = pageOf(all, { page, perPage, query });
    return [items.map(({ name }) => name), last];
  };
  assert.deepEqual(names(1, 2), [['alpha', 'beta'], 2]);
  assert.deepEqual(names(2, 2), [['Alphabet'], 2]);
  assert.deepEqual(names(9, 2), [[], 2]);
  assert.deepEqual(names(1, 30, 'ALPHA'), [['alpha', 'Alphabet'], 1]);
  assert.deepEqual(names(1, 30, 'none'), [[], 1]);
});

test('the Link header names the last page, and its neighbours', () => {
  const header = linkHeader('http://h/lab/api/extensions', { page: 2, perPage: 10, query: 'a&b' }, 3);
  const links = header.split(', ').map((link) => /<([^>]+)>; rel="(\w+)"/.exec(link)?.slice(1));
  const pages = links.map((link) => [link?.[1], new URL(link?.[0] ?? '').searchParams.get('page')]);
  assert.deepEqual(pages, [
    ['last', '3'],
    ['first', '1'],
    ['prev', '1'],
    ['next', '3'],
  ]);
  assert.equal(new URL(links[0]?.[0] ?? '').searchParams.get('query'), 'a&b');
});
