import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLog } from './create-log.ts';
import type { Level, Log } from './log.ts';

function logInto(lines: string[], format: 'text' | 'json', level: Level = 'debug'): Log {
  return createLog({ level, format, write: (line) => void lines.push(line) });
}

test('a line holds time, level, name, message and fields', () => {
  const lines: string[] = [];
  logInto(lines, 'text')
    .child('@himalia/kernels')
    .info('kernel started', { id: 'k1', took: 12, argv: ['python', '-m'] });
  const tail = 'INFO  @himalia/kernels: kernel started id=k1 took=12 argv=["python","-m"]\n';
  assert.match(lines[0] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO/);
  assert.equal(lines[0]?.slice(-tail.length), tail);
});

test('a field never replaces what the line itself says', () => {
  const lines: string[] = [];
  logInto(lines, 'json').warn('real', { message: 'forged', level: 'debug', other: new Date(0), time: 1 });
  const { time, ...rest } = JSON.parse(lines[0] ?? '');
  assert.deepEqual(rest, { message: 'real', level: 'warn', other: '1970-01-01T00:00:00.000Z', name: 'himalia' });
  assert.equal(typeof time, 'string');
});

test('levels below the chosen one are dropped, also by children', () => {
  const lines: string[] = [];
  const log = logInto(lines, 'text', 'warn').child('x');
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  assert.equal(lines.length, 2);
});

test('secrets do not pass: by name of the field, in URLs, in errors and their causes', () => {
  for (const format of ['text', 'json'] as const) {
    const lines: string[] = [];
    const log = logInto(lines, format);
    log.info('open http://127.0.0.1:8888/lab?token=hunter2&x=1#a', {
      url: '/files/a?x=1&_xsrf=hunter2',
      headers: { Authorization: 'token hunter2', cookie: 'a=hunter2', 'Set-Cookie': ['hunter2'], host: 'kept' },
      deep: [{ password: 'hunter2' }],
      text: '{"Authorization": "Bearer hunter2"}',
      error: new Error('GET /?token=hunter2', { cause: new Error('_xsrf=hunter2;') }),
    });
    assert.doesNotMatch(lines.join(), /hunter2/);
    assert.match(lines.join(), /x=1.*kept/);
  }
});

test('an error says what, where and why', () => {
  const lines: string[] = [];
  logInto(lines, 'json').error('failed', { error: new TypeError('no disk', { cause: 'rust' }) });
  const { error } = JSON.parse(lines[0] ?? '');
  assert.deepEqual([error.message, error.cause], ['TypeError: no disk', 'rust']);
  assert.match(error.at[0], /create-log\.test\.ts:\d+/);
});

test('whatever is logged, it is one bounded line, and JSON is JSON', () => {
  const circle: Record<string, unknown> = { big: 1n, f: () => 1, s: Symbol('s'), bytes: Buffer.alloc(9) };
  circle.self = circle;
  const lines: string[] = [];
  logInto(lines, 'json').info('odd', circle);
  logInto(lines, 'text').info('long'.repeat(100_000), { list: Array(1e6).fill('long'.repeat(100)) });
  assert.ok(lines.every((line) => line.length < 40_000));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.dictionary(fc.string(), fc.anything()), (message, fields) => {
      const seen: string[] = [];
      logInto(seen, 'text').info(message, fields);
      logInto(seen, 'json').info(message, fields);
      assert.equal(seen.length, 2);
      assert.match(seen[0] ?? '', /^[^\p{Cc}]*\n$/u);
      assert.equal(typeof JSON.parse(seen[1] ?? '').message, 'string');
    }),
  );
});
