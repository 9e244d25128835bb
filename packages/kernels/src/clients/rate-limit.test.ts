import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader, encodeParts, type JsonObject, WireMessage } from '@himalia/protocol/message';
import { encodeV1 } from '@himalia/protocol/websocket';
import type { KeptMessage } from './kept-message.ts';
import { RateLimit } from './rate-limit.ts';

const cell = createHeader('execute_request', 'client');

function message(type: string, content: JsonObject): KeptMessage {
  const header = createHeader(type, 'kernel');
  const parts = encodeParts({ header, parent: cell, content }) as readonly Buffer[];
  const wire = new WireMessage(parts);
  return { sequence: 1, channel: 'iopub', wire, payload: encodeV1('iopub', parts) };
}

const display = message('display_data', { data: {} });
const status = (state: string): KeptMessage => message('status', { execution_state: state });
const texts = (messages: readonly KeptMessage[]): unknown[] => messages.map(({ wire }) => wire.content().text);

test('rate: messages beyond the limit are dropped, with one notice, until the rate has fallen (SPEC 20)', () => {
  const limit = new RateLimit({ messages: 10, bytes: 0, windowMs: 1000 });
  assert.equal(limit.pass(Array(10).fill(display), 0).length, 10);
  const [notice, ...more] = limit.pass(Array(20).fill(display), 10);
  assert.match(String(texts(notice ? [notice] : [])[0]), /^IOPub message rate exceeded\./);
  assert.equal(notice?.wire.parentId, cell.msg_id);
  assert.deepEqual(more, []);
  assert.deepEqual(limit.pass([status('busy')], 20).length, 1);
  assert.deepEqual(limit.pass([display], 900), []);
  assert.deepEqual(limit.pass([display], 2000), [display]);
});

test('rate: a kernel that is idle clears it', () => {
  const limit = new RateLimit({ messages: 10, bytes: 0, windowMs: 1000 });
  limit.pass(Array(30).fill(display), 0);
  limit.pass([status('idle')], 1);
  assert.deepEqual(limit.pass([display], 2), [display]);
});

test('rate: only printed text counts as data', () => {
  const limit = new RateLimit({ messages: 0, bytes: 10_000, windowMs: 1000 });
  const large = message('display_data', { data: { 'text/plain': 'x'.repeat(50_000) } });
  assert.deepEqual(limit.pass([large], 0), [large]);
  const [notice, ...more] = limit.pass(
    Array(3).fill(message('stream', { name: 'stdout', text: 'x'.repeat(20_000) })),
    1,
  );
  assert.match(String(texts(notice ? [notice] : [])[0]), /^IOPub data rate exceeded\./);
  assert.deepEqual(more, []);
});
