import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtocolError } from '../protocol-error.ts';
import { encodeZws, ZwsDecoder } from './index.ts';

const limits = { messageBytes: 100, messageParts: 4 };

function decoder(): ZwsDecoder {
  const greeted = new ZwsDecoder(limits);
  greeted.decode(Buffer.from([0]));
  return greeted;
}

test('zws: the bytes of the RFC, "Formal BNF" and "Framing"', () => {
  const wire = encodeZws([Buffer.from('a'), Buffer.alloc(0), Buffer.from('bc')]);
  assert.deepEqual(
    wire.map((message) => [...message]),
    [[1, 97], [1], [0, 98, 99]],
  );
});

test('zws: the first message is the routing id, then frames join to messages', () => {
  const peer = new ZwsDecoder(limits);
  assert.equal(peer.routingId, undefined);
  assert.equal(peer.decode(Buffer.from([0, 7, 8])), undefined);
  assert.deepEqual([...(peer.routingId ?? [])], [7, 8]);
  assert.equal(peer.decode(Buffer.from([1, 1])), undefined);
  assert.deepEqual(peer.decode(Buffer.from([0])), [Buffer.from([1]), Buffer.alloc(0)]);
  assert.deepEqual(peer.decode(Buffer.from([0, 2])), [Buffer.from([2])]);
});

test('zws: what the encoder writes the decoder reads', () => {
  const frames = [Buffer.from('topic'), Buffer.alloc(0), Buffer.alloc(50, 3)];
  const peer = decoder();
  const read = encodeZws(frames).map((message) => peer.decode(message));
  assert.deepEqual(read, [undefined, undefined, frames]);
});

for (const [what, message] of [
  ['text', 'text'],
  ['nothing', Buffer.alloc(0)],
  ['a command', Buffer.from([2, 5])],
  ['an unknown flag', Buffer.from([3])],
  ['more and command', Buffer.from([255, 1])],
] as const) {
  test(`zws: ${what} is refused, as routing id and later`, () => {
    assert.throws(() => new ZwsDecoder(limits).decode(message), ProtocolError);
    assert.throws(() => decoder().decode(message), ProtocolError);
  });
}

test('zws: a routing id of several frames, or of more than 255 bytes, is refused', () => {
  assert.throws(() => new ZwsDecoder(limits).decode(Buffer.from([1, 5])), /one frame/);
  assert.throws(() => new ZwsDecoder(limits).decode(Buffer.alloc(257)), /too long/);
  const longest = new ZwsDecoder(limits);
  longest.decode(Buffer.alloc(256));
  assert.equal(longest.routingId?.length, 255);
});

test('zws: a message is bounded in bytes and frames, also when it never ends', () => {
  const many = decoder();
  for (let index = 0; index < 4; index++) many.decode(Buffer.from([1]));
  assert.throws(() => many.decode(Buffer.from([1])), { code: 'too_large' });
  const large = decoder();
  large.decode(Buffer.concat([Buffer.from([1]), Buffer.alloc(60)]));
  assert.throws(() => large.decode(Buffer.concat([Buffer.from([0]), Buffer.alloc(60)])), { code: 'too_large' });
});
