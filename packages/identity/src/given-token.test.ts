import assert from 'node:assert/strict';
import { test } from 'node:test';
import { givenToken } from './given-token.ts';

const cases: readonly [url: string, authorization: string | undefined, token: string | undefined][] = [
  ['/lab', undefined, undefined],
  ['/lab?token=abc', undefined, 'abc'],
  ['/lab?x=1&token=a%2Bb%20c', undefined, 'a+b c'],
  ['/lab?token=', 'token header', 'header'],
  ['/lab?token=query', 'token header', 'query'],
  ['/lab?mytoken=abc', undefined, undefined],
  ['/lab', 'token abc', 'abc'],
  ['/lab', 'Bearer abc', 'abc'],
  ['/lab', 'bEaReR   abc  ', 'abc'],
  ['/lab', 'Basic abc', undefined],
  ['/lab', 'token', undefined],
  ['/lab', 'abc', undefined],
];
for (const [url, authorization, token] of cases)
  test(`${url} with ${authorization} carries ${token}`, () => {
    assert.equal(givenToken({ url, headers: { authorization } }), token);
  });
