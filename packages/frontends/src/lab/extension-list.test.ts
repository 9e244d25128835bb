import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FederatedExtension } from '@himalia/contracts/frontends';
import { describeExtension, linkHeader } from './extension-list.ts';

function extension(name: string, manifest: Readonly<Record<string, unknown>> = {}): FederatedExtension {
  const build = { load: 'r.js' };
  return { name, version: '1.2.3', folder: '', build, disables: [], manifest };
}

test('members of package.json may be strings or objects', async () => {
  const described = await describeExtension(
    extension('a', {
      author: { name: 'Ada' },
      repository: { url: 'git+https://example.org/a.git' },
      bugs: 'https://example.org/bugs',
      jupyterlab: { discovery: { server: { base: { name: 'a' } } } },
    }),
    false,
  );
  assert.equal(described.author, 'Ada');
  assert.equal(described.homepage_url, 'https://example.org/a');
  assert.equal(described.bug_tracker_url, 'https://example.org/bugs');
  assert.deepEqual([described.enabled, described.installed_version, described.license], [false, '1.2.3', null]);
  assert.deepEqual([described.companion, described.install, described.latest_version], ['server', {}, '1.2.3']);
});

test('the Link header names the one page, which is also before any later one', () => {
  const links = (page: number): unknown =>
    linkHeader('http://h/lab/api/extensions', { page, per_page: 10, query: 'a&b' })
      .split(', ')
      .map((link) => /<([^>]+)>; rel="(\w+)"/.exec(link)?.slice(1));
  const address = 'http://h/lab/api/extensions?page=1&per_page=10&query=a%26b';
  assert.deepEqual(links(1), [
    [address, 'last'],
    [address, 'first'],
  ]);
  assert.deepEqual(links(2), [
    [address, 'last'],
    [address, 'prev'],
    [address, 'first'],
  ]);
});
