import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTcp, listenOptions, parseEndpoint } from './endpoint.ts';

describe('parseEndpoint', () => {
  it('reads addresses and paths', () => {
    assert.deepEqual(parseEndpoint('tcp://127.0.0.1:80'), { host: '127.0.0.1', port: 80 });
    assert.deepEqual(parseEndpoint('tcp://[::1]:80'), { host: '::1', port: 80 });
    assert.deepEqual(parseEndpoint('ipc:///run/kernel-1'), { path: '/run/kernel-1' });
    assert.deepEqual(parseEndpoint('ipc://@name'), { path: '\0name' });
    assert.deepEqual(listenOptions(parseEndpoint('tcp://*:0')), { host: '0.0.0.0', port: 0 });
  });

  it('refuses anything else', () => {
    for (const text of [
      '',
      'tcp://',
      'tcp://host',
      'tcp://host:x',
      'tcp://host:70000',
      'udp://host:1',
      'ipc://',
      'inproc://a',
    ]) {
      assert.throws(() => parseEndpoint(text), TypeError, text);
    }
  });

  it('is undone by formatTcp', () => {
    assert.equal(formatTcp('::1', 5), 'tcp://[::1]:5');
    assert.equal(formatTcp('127.0.0.1', 5), 'tcp://127.0.0.1:5');
  });
});
