import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headersIn, tracesUrl } from './collector.ts';

test('headers are pairs, percent-encoded', () => {
  assert.deepEqual(headersIn(' authorization=Basic%20YTpi== , x-a=1=2,'), {
    authorization: 'Basic YTpi==',
    'x-a': '1=2',
  });
  assert.deepEqual(headersIn(''), {});
});

test('a mistake in headers is told by its place, not by its text', () => {
  assert.throws(
    () => headersIn('a=1,my-secret'),
    (error: Error) => /^Entry 2/.test(error.message) && !/secret/.test(error.message),
  );
});

test("traces have their path below the collector's", () => {
  assert.equal(tracesUrl('http://h:4318'), 'http://h:4318/v1/traces');
  assert.equal(tracesUrl('https://h/otlp/'), 'https://h/otlp/v1/traces');
  assert.throws(() => tracesUrl('http://me:secret@h'), /may hold no password/);
});
