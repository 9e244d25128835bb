import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absoluteUrls } from './theme-css.ts';

const folder = '/base/x/lab/api/themes/@acme/theme/';
const rewrite = (css: string): string => absoluteUrls(css, folder);

test('relative addresses become absolute, base URL included, in every way of quoting', () => {
  for (const written of [`url('images/a.png')`, `url("images/a.png")`, 'url(images/a.png)', 'url( images/a.png )'])
    assert.equal(rewrite(`a{background:${written}}`), `a{background:url('${folder}images/a.png')}`);
  assert.equal(rewrite(`--icon:url('../up.svg')`), `--icon:url('/base/x/lab/api/themes/@acme/up.svg')`);
});

test('query and fragment are kept', () => {
  assert.equal(rewrite(`url('f.eot?v=1#iefix')`), `url('${folder}f.eot?v=1#iefix')`);
});

test('complete addresses stay as they are', () => {
  for (const written of [
    `url('/static/a.png')`,
    'url(//host/a.png)',
    `url("https://host/a.png")`,
    `url('data:image/svg+xml;utf8,<svg xmlns="x"/>')`,
    'url(#gradient)',
    `url('')`,
  ])
    assert.equal(rewrite(written), written);
});

test('several addresses in one line are each rewritten', () => {
  assert.equal(
    rewrite(`src:url('a.woff') format('woff'),url('b.ttf')`),
    `src:url('${folder}a.woff') format('woff'),url('${folder}b.ttf')`,
  );
});

test('an address that leads outside stays below the root of the server', () => {
  assert.equal(rewrite(`url('../../../../../../../etc/passwd')`), `url('/etc/passwd')`);
});
