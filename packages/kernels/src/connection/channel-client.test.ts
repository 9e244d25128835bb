import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Socket } from '@himalia/contracts/http';
import { createHeader, encodeParts, WireMessage } from '@himalia/protocol/message';
import { ChannelClient } from './channel-client.ts';
import { OutgoingBatch } from './outgoing-batch.ts';

/** A socket as it is between the client's close frame and the end of the connection, or before. */
function socketOf(state: { closed: boolean }): Socket & { readonly sent: (string | Uint8Array)[] } {
  const sent: (string | Uint8Array)[] = [];
  return {
    sent,
    protocol: '',
    bufferedAmount: 0,
    get closed() {
      return state.closed;
    },
    send(data, done) {
      if (state.closed) done?.(new Error('closed'));
      else {
        sent.push(data);
        done?.();
      }
    },
    sendFramed: () => assert.fail('this client speaks JSON'),
    ping: (answered) => answered(),
    close() {},
    terminate() {},
    onMessage() {},
    onClose() {},
    pause() {},
    resume() {},
  };
}

function batch(msg: string): OutgoingBatch {
  const header = createHeader('status', 'kernel');
  const parts = encodeParts({ header, parent: undefined, content: { msg } }) as readonly Buffer[];
  return new OutgoingBatch('iopub', [new WireMessage([], Buffer.alloc(0), parts)]);
}

const contents = (sent: readonly (string | Uint8Array)[]): string[] =>
  sent.map((frame) => JSON.parse(String(frame)).content.msg);

test('what arrives while a client closes its connection is kept for its return', () => {
  const client = new ChannelClient('session', { bytes: 100_000, messages: 1000 });
  const state = { closed: false };
  const first = socketOf(state);
  client.attach(first, 'json');
  client.deliver(batch('seen'));
  state.closed = true;
  client.deliver(batch('while closing'));
  client.detach(first);
  client.deliver(batch('while away'));
  const second = socketOf({ closed: false });
  client.attach(second, 'json');
  assert.deepEqual(contents(first.sent), ['seen']);
  assert.deepEqual(contents(second.sent), ['while closing', 'while away']);
});
