import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildMessage, createHeader } from './build-message.ts';
import { ReplayGuard } from './replay-guard.ts';
import { Signer } from './signer.ts';
import { delimiter, parseMessage } from './wire-message.ts';

const signer = new Signer('a0b1');
const header = createHeader('stream', 'session-1');
const parent = createHeader('execute_request', 'session-2', 'zoë');

function frames(): Buffer[] {
  const built = buildMessage(
    signer,
    { header, parent, content: { text: 'ü' }, metadata: { a: 1 }, buffers: [Buffer.from([0, 255])] },
    [Buffer.from('topic')],
  );
  return built.map((frame) => Buffer.from(frame));
}

describe('parseMessage', () => {
  it('reads what buildMessage made', () => {
    const message = parseMessage(frames(), signer);
    assert.deepEqual(message.identities, [Buffer.from('topic')]);
    assert.deepEqual([message.type, message.id, message.session], ['stream', header.msg_id, 'session-1']);
    assert.deepEqual(
      [message.parentType, message.parentId, message.parentSession],
      ['execute_request', parent.msg_id, 'session-2'],
    );
    assert.deepEqual(message.header(), header);
    assert.deepEqual(message.parentHeader(), parent);
    assert.deepEqual(message.content(), { text: 'ü' });
    assert.deepEqual(message.metadata(), { a: 1 });
    assert.deepEqual(message.buffers, [Buffer.from([0, 255])]);
  });

  it('refuses a change of each signed part, and only of those', () => {
    for (let index = 2; index < 8; index++) {
      const changed = frames();
      changed[index] = Buffer.from('{"x":1}');
      if (index < 7) assert.throws(() => parseMessage(changed, signer), { code: 'bad_signature' }, `frame ${index}`);
      else assert.deepEqual(parseMessage(changed, signer).buffers, [Buffer.from('{"x":1}')]);
    }
  });

  it('refuses what has no delimiter or too few parts', () => {
    assert.throws(() => parseMessage([], signer), { code: 'bad_frame' });
    assert.throws(() => parseMessage([Buffer.from('x')], signer), { code: 'bad_frame' });
    assert.throws(() => parseMessage([delimiter], signer), { code: 'bad_frame' });
    assert.throws(() => parseMessage(frames().slice(0, 6), signer), { code: 'bad_frame' });
  });

  it('answers JSON only where there is some', () => {
    const unsigned = new Signer('');
    const parts = ['', '[]', '1', '{'].map((text) => Buffer.from(text));
    const message = parseMessage([delimiter, Buffer.alloc(0), ...parts], unsigned);
    for (const read of ['header', 'parentHeader', 'metadata', 'content'] as const) {
      assert.throws(() => message[read](), { code: 'bad_frame' }, read);
    }
    assert.deepEqual([message.type, message.parentType], ['', '']);
  });

  it('never makes the same id twice', () => {
    const ids = Array.from({ length: 1000 }, () => createHeader('a', 'b').msg_id);
    assert.equal(new Set(ids).size, ids.length);
  });
});

describe('ReplayGuard', () => {
  it('knows the last signatures, not unsigned messages', () => {
    const guard = new ReplayGuard(2);
    const [a, b, c] = ['a', 'b', 'c'].map((text) => Buffer.from(text));
    assert.ok(a && b && c);
    assert.deepEqual(
      [a, b, a, c, b, a].map((signature) => guard.seen(signature)),
      [false, false, true, false, true, false],
    );
    assert.deepEqual([guard.seen(Buffer.alloc(0)), guard.seen(Buffer.alloc(0))], [false, false]);
  });
});
