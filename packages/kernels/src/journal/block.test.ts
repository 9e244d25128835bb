import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeV1, encodeV1, frameBinary } from '@himalia/protocol/websocket';
import fc from 'fast-check';
import { type Block, decodeWhole, encodeBlock, endOf } from './block.ts';
import { encodeBody, messagesOf, payloadsOf } from './block-body.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const parts = fc.array(fc.oneof({ weight: 9, arbitrary: bytes(300) }, { weight: 1, arbitrary: bytes(90_000) }), {
  minLength: 4,
  maxLength: 7,
});
const blocks = fc.record({
  kind: fc.constantFrom('iopub', 'shell', 'control', 'stdin', 'request', 'notice'),
  status: fc.boolean(),
  streams: fc.boolean(),
  first: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  time: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  messages: fc.array(parts, { minLength: 1, maxLength: 5 }),
});

function blockOf({ messages, ...rest }: Omit<Block, 'body' | 'count'> & { messages: Buffer[][] }): Block {
  return { ...rest, count: messages.length, body: encodeBody('iopub', messages) };
}

const joined = (block: Block): Block => ({ ...block, body: [Buffer.concat(block.body)] });

test('block: its body is what browsers get, frame by frame', () => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 5 }), (messages) => {
      const framed = frameBinary(messages.map((message) => encodeV1('iopub', message)));
      assert.ok(Buffer.concat(encodeBody('iopub', messages)).equals(Buffer.concat(framed)));
    }),
    { numRuns: 50 },
  );
});

test('block: messages are found again', () => {
  fc.assert(
    fc.property(blocks, (given) => {
      const block = blockOf(given);
      assert.deepEqual(
        messagesOf(block),
        given.messages.map((message) => ({ channel: 'iopub', parts: message })),
      );
      const payloads = payloadsOf(block.body);
      assert.deepEqual(decodeV1(payloads[0] ?? Buffer.alloc(0)).parts, given.messages[0]);
    }),
    { numRuns: 50 },
  );
});

test('block: cut or damaged at any byte it is no block', () => {
  const block = blockOf({
    kind: 'iopub',
    status: true,
    streams: false,
    first: 7,
    time: 1_700_000_000_000,
    messages: [['{"msg_type":"status"}', '{}', '{}', '{}'].map((part) => Buffer.from(part))],
  });
  const whole = Buffer.concat(encodeBlock(block));
  assert.deepEqual(decodeWhole(whole, 0), joined(block));
  assert.equal(endOf(block), 8);
  for (let at = 0; at < whole.length; at++) {
    assert.equal(decodeWhole(whole.subarray(0, at), 0), undefined);
    for (const bit of [1, 128]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ bit;
      assert.equal(decodeWhole(damaged, 0), undefined, `byte ${at}`);
    }
  }
});
