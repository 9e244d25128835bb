import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childEnvironment } from './child-environment.ts';

test('secrets, what is of this process alone, and what is unset stay here', () => {
  const own = {
    PATH: '/bin',
    EMPTY: '',
    UNSET: undefined,
    JUPYTER_TOKEN: 'a',
    JPY_API_TOKEN: 'b',
    JPY_COOKIE_SECRET: 'c',
    CONFIGPROXY_AUTH_TOKEN: 'd',
    OTEL_EXPORTER_OTLP_HEADERS: 'f',
    HIMALIA__IDENTITY__TOKEN: 'e',
    NODE_CHANNEL_FD: '3',
    NODE_UNIQUE_ID: '1',
  };
  assert.deepEqual(childEnvironment(own), { PATH: '/bin', EMPTY: '' });
});
