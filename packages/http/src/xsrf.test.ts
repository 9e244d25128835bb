import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xsrfToken } from './xsrf.ts';

/** How the scripts of JupyterLab, Notebook and the classic Notebook find the token. */
const read = (cookies: string): string | undefined => /\b_xsrf=([^;]*)\b/.exec(cookies)?.[1];

test('xsrf: pages read every token whole', () => {
  for (let round = 0; round < 500; round++) {
    const { token, cookie = '' } = xsrfToken(undefined, '/', false);
    assert.equal(read(cookie), token);
  }
});

test('xsrf: a token that pages cannot read whole is replaced, others stay', () => {
  for (const [known, stays] of [
    ['0123456789abcdef', true],
    ['2|1d2f9a51|0c6f0ae3c0|1795399301', true],
    ['0123456789abcde-', false],
    ['short', false],
  ] as const)
    assert.equal(xsrfToken(`_xsrf=${known}`, '/', false).cookie === undefined, stays, known);
});
