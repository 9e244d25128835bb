import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigSection } from '@himalia/core';
import { OptionNames } from './option-names.ts';
import { optionValues, parseOptions } from './parse-options.ts';

const section: ConfigSection = {
  key: 'http',
  options: {
    port: { type: 'integer', description: 'Port', flag: 'port', aliases: ['ServerApp.port', 'NotebookApp.port'] },
    token: { type: 'string', description: 'Token', flag: 'token', secret: true, minLength: 3 },
    trust: { type: 'boolean', description: 'Trust', flag: 'trust', aliases: ['ServerApp.trust_xheaders'] },
    hosts: {
      type: 'array',
      items: { type: 'string' },
      description: 'Hosts',
      flag: 'hosts',
      aliases: ['ServerApp.hosts'],
    },
    headers: { type: 'object', description: 'Headers', flag: 'headers' },
  },
};
const names = new OptionNames([section]);
const http = (...args: string[]): unknown => parseOptions(args, names).values.http;

test('a value stands after = or after a space; flag and aliases mean the same', () => {
  for (const args of [['--port=9'], ['--port', '9'], ['--ServerApp.port=9'], ['--NotebookApp.port', '9']]) {
    assert.deepEqual(http(...args), { port: 9 });
  }
});

test('the last use counts', () => {
  assert.deepEqual(http('--port=1', '--NotebookApp.port=2', '--ServerApp.port=3'), { port: 3 });
});

test('a boolean needs no value, does not take the next word, and can be denied', () => {
  const parsed = parseOptions(['--trust', 'word'], names);
  assert.deepEqual([parsed.values, parsed.words], [{ http: { trust: true } }, ['word']]);
  assert.deepEqual(http('--no-trust'), { trust: false });
  assert.deepEqual(http('--ServerApp.trust_xheaders=True'), { trust: true });
  assert.deepEqual(http('--trust=off'), { trust: false });
});

test('arrays grow with each use and with commas, objects with pairs', () => {
  assert.deepEqual(http('--hosts=a,b', '--hosts', 'c'), { hosts: ['a', 'b', 'c'] });
  assert.deepEqual(http('--headers', 'X-A=1', '--headers=X-B=a=b'), { headers: { 'X-A': '1', 'X-B': 'a=b' } });
  assert.deepEqual(http('--headers={"X-A": "1"}'), { headers: { 'X-A': '1' } });
});

test('an empty value is a value', () => {
  assert.deepEqual(parseOptions(['--hosts='], names).values, { http: { hosts: [] } });
});

test("Jupyter's flags without a value set what they name", () => {
  const { values } = parseOptions(['--no-browser', '--debug', '-y'], names);
  assert.deepEqual(values, { server: { openBrowser: false, logLevel: 'debug', confirmStop: false } });
});

test('files are collected in order, and -- ends the options', () => {
  const args = ['--config=a', '--config', 'b', '--', '--port=1', '--config=c'];
  const { words } = parseOptions(args, names);
  assert.deepEqual(
    [optionValues(args, 'config'), words],
    [
      ['a', 'b'],
      ['--port=1', '--config=c'],
    ],
  );
});

test('traits that are no alias are kept aside, as are the words of Jupyter that mean one', () => {
  const args = ['--ServerApp.odd=1', '--A.b', 'c', '--collaborative', '--sock=/x', '--ServerApp.tornado_settings={}'];
  const { traits, words } = parseOptions(args, names);
  assert.deepEqual(
    traits.map(({ name, value }) => [name, value]),
    [
      ['ServerApp.odd', '1'],
      ['A.b', 'c'],
      ['LabApp.collaborative', true],
      ['ServerApp.sock', '/x'],
      ['ServerApp.tornado_settings', '{}'],
    ],
  );
  assert.deepEqual(words, []);
});

test('an array said again under another name starts anew, as launchers say everything twice', () => {
  const twice = ['--NotebookApp.hosts=a', '--NotebookApp.hosts=b', '--ServerApp.hosts=a', '--ServerApp.hosts=b'];
  assert.deepEqual(http(...twice), { hosts: ['a', 'b'] });
});

test('a secret that is refused is not repeated', () => {
  const refused = (): unknown => parseOptions(['--token=hi'], names);
  assert.throws(
    refused,
    (error: Error) => /at least 3 characters/.test(error.message) && !error.message.includes('hi'),
  );
});

test('a forgotten value is asked for, even when another option follows', () => {
  assert.throws(() => parseOptions(['--port', '--trust'], names), /--port needs a value/);
});
