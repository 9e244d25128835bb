import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigSection } from './config.ts';
import { redactSection } from './redact-section.ts';
import { validateSection } from './validate-section.ts';

const section = {
  key: 'http',
  options: {
    port: { type: 'integer', description: 'Port to listen on.', default: 8888, minimum: 0, maximum: 65535 },
    ip: { type: 'string', description: 'Address.', default: '127.0.0.1' },
    token: { type: 'string', description: 'Token.', secret: true, minLength: 8 },
  },
} as const satisfies ConfigSection;

test('defaults are filled in, an option without one may be undefined', () => {
  const { values, problems } = validateSection(section, { port: 0, ip: undefined });
  assert.deepEqual(values, { port: 0, ip: '127.0.0.1', token: undefined });
  assert.deepEqual(problems, []);
  assert.ok(Object.isFrozen(values));
});

test('every problem is reported, with the nearest name and without secrets', () => {
  const { problems } = validateSection(section, { prot: 1, port: '8888', token: 'hunter2' });
  assert.deepEqual(problems, [
    { path: 'http.prot', message: "'http' has no option 'prot'.", hint: "Did you mean 'http.port'?" },
    {
      path: 'http.port',
      message: '\'http.port\' must be an integer, not "8888".',
      hint: 'Correct it: Port to listen on.',
    },
    { path: 'http.token', message: "'http.token' must have at least 8 characters.", hint: 'Correct it: Token.' },
  ]);
});

test('names of Object are options like any other: unknown', () => {
  const { problems } = validateSection(section, JSON.parse('{"__proto__": 1, "constructor": 2}'));
  assert.deepEqual(
    problems.map(({ path }) => path),
    ['http.__proto__', 'http.constructor'],
  );
});

test('null is a value, and a section must be an object', () => {
  assert.match(validateSection(section, { ip: null }).problems[0]?.message ?? '', /must be a string, not null/);
  for (const given of [null, 1, 'x', []]) {
    assert.deepEqual(validateSection(section, given).problems, [
      { path: 'http', message: "'http' must be an object.", hint: "'http' has the options port, ip, token." },
    ]);
  }
});

test('secrets that are set are not printed', () => {
  assert.deepEqual(redactSection(section, { port: 1, token: 'hunter2hunter2' }), { port: 1, token: '***' });
  assert.deepEqual(redactSection(section, { token: '' }), { token: '' });
});
