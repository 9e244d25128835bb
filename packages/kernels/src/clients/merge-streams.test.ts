import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader, encodeParts, type JsonObject, type MessageHeader, WireMessage } from '@himalia/protocol/message';
import { decodeV1, encodeV1 } from '@himalia/protocol/websocket';
import type { KeptMessage } from './kept-message.ts';
import { mergeStreams } from './merge-streams.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { SentPieces } from './sent-pieces.ts';

const cell = createHeader('execute_request', 'client');

function kept(channel: string, parts: readonly Buffer[], sequence = 1): KeptMessage {
  const wire = new WireMessage(parts);
  return { sequence, channel, wire, payload: encodeV1(channel, parts) };
}

function message(type: string, content: JsonObject, parent: MessageHeader = cell, sequence = 1): KeptMessage {
  const parts = encodeParts({ header: createHeader(type, 'kernel'), parent, content }) as readonly Buffer[];
  return kept(type.endsWith('reply') ? 'shell' : 'iopub', parts, sequence);
}

const stream = (text: string, name = 'stdout', parent?: MessageHeader, sequence?: number): KeptMessage =>
  message('stream', { name, text }, parent, sequence);

function read(messages: readonly OutgoingMessage[]): [string, string, Record<string, unknown>][] {
  return messages.map(({ payload }) => {
    const { channel, parts } = decodeV1(payload);
    const { type } = new WireMessage(parts);
    return [channel, type, JSON.parse(String(parts[3])) as Record<string, unknown>];
  });
}

test('merge: streams of one parent and name that follow each other are one, others keep their order', () => {
  const other = createHeader('execute_request', 'client');
  const messages = [
    ...['a', 'b "quoted"\n', 'ü\u{1f600}'].map((text) => stream(text)),
    stream('red', 'stderr'),
    stream('x', 'stderr', other),
    message('display_data', { data: {} }),
    stream('c'),
    message('execute_reply', { status: 'ok' }),
  ];
  assert.deepEqual(read(mergeStreams(messages)), [
    ['iopub', 'stream', { name: 'stdout', text: 'ab "quoted"\nü\u{1f600}' }],
    ['iopub', 'stream', { name: 'stderr', text: 'red' }],
    ['iopub', 'stream', { name: 'stderr', text: 'x' }],
    ['iopub', 'display_data', { data: {} }],
    ['iopub', 'stream', { name: 'stdout', text: 'c' }],
    ['shell', 'execute_reply', { status: 'ok' }],
  ]);
});

test('merge: a single message goes out byte by byte as it came', () => {
  const odd = kept(
    'iopub',
    ['{ "msg_type":"stream", "msg_id":"1"}', '{"msg_id":"p"}', '{}', '{"text": "a",  "name":"stdout", "n": 1.0}'].map(
      (part) => Buffer.from(part),
    ),
  );
  assert.deepEqual(mergeStreams([odd]), [odd]);
});

test('merge: streams that are no text stay single and whole', () => {
  const contents = [{ name: 'stdout', text: 5 }, { name: 'stdout' }, { text: 'x' }];
  const broken = kept('iopub', [...(stream('a').wire.parts.slice(0, 3) as Buffer[]), Buffer.from('{"name":"stdout",')]);
  const messages = [...contents.map((content) => message('stream', content)), broken];
  assert.deepEqual(mergeStreams(messages), messages);
});

test('merge: what a client may have already is put together as it was (SPEC 15)', () => {
  const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((text, index) => stream(text, 'stdout', cell, index + 1));
  const pieces = new SentPieces();
  pieces.add([{ from: 2, to: 3 }], 0);
  const merged = mergeStreams(texts, { until: 6, pieces });
  assert.deepEqual(
    read(merged).map(([, , { text }]) => text),
    ['a', 'bc', 'd', 'e', 'fg'],
  );
  assert.deepEqual(
    merged.map(({ sequence, last }) => [sequence, last]),
    [
      [1, undefined],
      [2, 3],
      [4, undefined],
      [5, undefined],
      [6, 7],
    ],
  );
  pieces.add([{ from: 6, to: 7 }], 4);
  assert.deepEqual([pieces.find(3), pieces.find(7)], [undefined, { from: 6, to: 7 }]);
});

test('merge: one message does not grow without end', () => {
  const messages = Array.from({ length: 10 }, () => stream('x'.repeat(100_000)));
  assert.equal(mergeStreams(messages).length, 2);
});
