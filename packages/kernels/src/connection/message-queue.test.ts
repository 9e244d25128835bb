import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader, encodeParts, type JsonObject, type MessageHeader, WireMessage } from '@himalia/protocol/message';
import { decodeV1 } from '@himalia/protocol/websocket';
import { MessageQueue } from './message-queue.ts';

const parent = createHeader('execute_request', 'client');

function message(type: string, content: JsonObject, of: MessageHeader | undefined = parent): WireMessage {
  const parts = encodeParts({ header: createHeader(type, 'kernel'), parent: of, content }) as readonly Buffer[];
  return new WireMessage([], Buffer.alloc(0), parts);
}

function stream(text: string, name = 'stdout', of?: MessageHeader): WireMessage {
  return message('stream', { name, text }, of);
}

function read(frames: readonly Buffer[]): [string, string, Record<string, unknown>][] {
  return frames.map((frame) => {
    const { channel, parts } = decodeV1(frame);
    const { type } = new WireMessage([], Buffer.alloc(0), parts);
    return [channel, type, JSON.parse(parts[3]?.toString() ?? '') as Record<string, unknown>];
  });
}

const limits = { bytes: 100_000, messages: 1000 };

test('queue: streams of one parent and name that follow each other merge, others keep their order', () => {
  const queue = new MessageQueue(limits);
  const other = createHeader('execute_request', 'client');
  for (const text of ['a', 'b "quoted"\n', 'ü\u{1f600}']) queue.push('iopub', stream(text));
  queue.push('iopub', stream('red', 'stderr'));
  queue.push('iopub', stream('x', 'stderr', other));
  queue.push('iopub', message('display_data', { data: {} }));
  queue.push('iopub', stream('c'));
  queue.push('shell', message('execute_reply', { status: 'ok' }));
  assert.deepEqual(read(queue.take(1e9)), [
    ['iopub', 'stream', { name: 'stdout', text: 'ab "quoted"\nü\u{1f600}' }],
    ['iopub', 'stream', { name: 'stderr', text: 'red' }],
    ['iopub', 'stream', { name: 'stderr', text: 'x' }],
    ['iopub', 'display_data', { data: {} }],
    ['iopub', 'stream', { name: 'stdout', text: 'c' }],
    ['shell', 'execute_reply', { status: 'ok' }],
  ]);
  assert.ok(queue.empty);
  assert.equal(queue.bytes, 0);
});

test('queue: a single message goes out byte by byte as it came', () => {
  const queue = new MessageQueue(limits);
  const odd = new WireMessage([], Buffer.alloc(0), [
    Buffer.from('{ "msg_type":"stream", "msg_id":"1"}'),
    Buffer.from('{"msg_id":"p"}'),
    Buffer.from('{}'),
    Buffer.from('{"text": "a",  "name":"stdout", "n": 1.0}'),
  ]);
  queue.push('iopub', odd);
  const [frame] = queue.take(1);
  assert.deepEqual(decodeV1(frame as Buffer).parts, odd.parts);
});

test('queue: streams that are no text stay single and whole', () => {
  const queue = new MessageQueue(limits);
  for (const content of [{ name: 'stdout', text: 5 }, { name: 'stdout' }, { text: 'x' }]) {
    queue.push('iopub', message('stream', content));
  }
  assert.equal(queue.length, 3);
});

test('queue: too much drops the oldest streams, then other output, never replies and status', () => {
  const queue = new MessageQueue({ bytes: 1e9, messages: 6 });
  const status = message('status', { execution_state: 'busy' });
  queue.push('iopub', status);
  for (let index = 0; index < 4; index++) {
    queue.push('iopub', stream(`${index}`, `name${index}`));
    queue.push('iopub', message('display_data', { index }));
  }
  queue.push('shell', message('execute_reply', {}));
  queue.push('iopub', message('status', { execution_state: 'idle' }));
  const left = read(queue.take(1e9));
  assert.deepEqual(
    left.map(([, type]) => type),
    ['stream', 'status', 'display_data', 'display_data', 'display_data', 'execute_reply', 'status'],
  );
  assert.match(String(left[0]?.[2].text), /^\[5 messages of output left out/);
  assert.deepEqual(left[2]?.[2], { index: 1 });
  assert.ok(!queue.overfull);
});

test('queue: replies alone may overfill it, and it says so', () => {
  const queue = new MessageQueue({ bytes: 1e9, messages: 3 });
  for (let index = 0; index < 5; index++) queue.push('shell', message('execute_reply', {}));
  assert.ok(queue.overfull);
  assert.equal(read(queue.take(1e9)).length, 5);
});

test('queue: a long flood stays within the bound, and the newest of it is kept', () => {
  const queue = new MessageQueue({ bytes: 50_000, messages: 1000 });
  queue.push('iopub', message('status', { execution_state: 'busy' }));
  for (let index = 0; index < 50_000; index++) {
    queue.push('iopub', message('display_data', { index }));
    assert.ok(queue.bytes <= 50_000);
  }
  const left = read(queue.take(1e9));
  assert.deepEqual(left.at(-1)?.[2], { index: 49_999 });
  assert.equal(Number.parseInt(String(left[0]?.[2].text).slice(1), 10) + left.length - 2, 50_000);
});

test('queue: takes a portion at a time and goes on where it was', () => {
  const queue = new MessageQueue({ bytes: 1e9, messages: 1e6 });
  for (let index = 0; index < 9000; index++) queue.push('iopub', message('display_data', { index }));
  const indices: unknown[] = [];
  while (!queue.empty) {
    const portion = read(queue.take(20_000));
    assert.ok(portion.length > 0 && portion.length < 200);
    indices.push(...portion.map(([, , { index }]) => index));
  }
  assert.deepEqual(
    indices,
    Array.from({ length: 9000 }, (_, index) => index),
  );
});
