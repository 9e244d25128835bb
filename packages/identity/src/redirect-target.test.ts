import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redirectTarget } from './redirect-target.ts';

const outside = [
  'https://evil.example/',
  'HTTPS://evil.example/',
  '//evil.example/',
  '///evil.example/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '\\/evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  ' //evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/base/..//evil.example',
  '/base/x/../../../elsewhere',
  '/base/x/%2e%2e/%2E%2e/elsewhere',
  '/base/x/..%5C..%5Celsewhere\r\nset-cookie: a=b',
  '/base/xy',
  '/elsewhere',
  'base/x/lab',
  '@evil.example',
  '?next=//evil.example',
  '',
];

for (const next of outside)
  test(`a login does not lead to ${JSON.stringify(next)}`, () => {
    assert.equal(redirectTarget(next, '/base/x/'), '/base/x/');
  });

test('with the base URL /, hosts in disguise are refused as well', () => {
  for (const next of outside.filter((one) => one.includes('evil')))
    assert.ok(!/^(\/\/|[a-z]+:)/i.test(redirectTarget(next, '/')), next);
});

test('a login leads to paths of this server, as a browser would read them', () => {
  assert.equal(redirectTarget('/base/x/lab/tree/a%20b?reset#top', '/base/x/'), '/base/x/lab/tree/a%20b?reset#top');
  assert.equal(redirectTarget('/base/x', '/base/x/'), '/base/x');
  assert.equal(redirectTarget('/lab/tree/日本', '/'), '/lab/tree/%E6%97%A5%E6%9C%AC');
  assert.equal(redirectTarget('/lab/a\\b', '/'), '/lab/a%5Cb');
  assert.equal(redirectTarget('/lab?url=https://elsewhere.example', '/'), '/lab?url=https://elsewhere.example');
  assert.equal(redirectTarget(undefined, '/'), '/');
});

test('a login leads neither to the login nor to the logout', () => {
  assert.equal(redirectTarget('/logout', '/'), '/');
  assert.equal(redirectTarget('/base/x/login?next=/base/x/logout', '/base/x/'), '/base/x/');
});
