import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields, Log } from '@himalia/core';
import { CspReports } from './csp-reports.ts';

function setup() {
  const logged: Fields[] = [];
  const none = (): void => undefined;
  const log: Log = {
    debug: none,
    info: none,
    error: none,
    warn: (_, fields = {}) => void logged.push(fields),
    child: () => log,
  };
  const clock = { now: 0 };
  return { logged, clock, reports: new CspReports(log, () => clock.now) };
}

test('both forms of a report are logged, without queries, which may hold a token', () => {
  const { logged, reports } = setup();
  const page = 'http://localhost:8888/lab?token=secret';
  reports.take({
    'csp-report': {
      'document-uri': page,
      'violated-directive': 'script-src',
      'blocked-uri': 'https://x.example/a?b#c',
    },
  });
  reports.take([
    { type: 'csp-violation', body: { documentURL: page, effectiveDirective: 'img-src', blockedURL: 'inline' } },
  ]);
  assert.deepEqual(logged, [
    { directive: 'script-src', blocked: 'https://x.example/a', page: 'http://localhost:8888/lab' },
    { directive: 'img-src', blocked: 'inline', page: 'http://localhost:8888/lab' },
  ]);
});

test('any other body is taken without harm, and a flood leaves few lines', () => {
  const { logged, clock, reports } = setup();
  for (const body of [
    undefined,
    null,
    [],
    [null],
    {},
    { 'csp-report': 'x' },
    { 'csp-report': { 'blocked-uri': { a: 1 } } },
  ])
    reports.take(body);
  assert.ok(logged.every((fields) => Object.keys(fields).length === 0));
  for (let index = 0; index < 1000; index += 1) reports.take({});
  assert.equal(logged.length, 20);
  clock.now += 60_000;
  reports.take({});
  assert.equal(logged.length, 21);
});
