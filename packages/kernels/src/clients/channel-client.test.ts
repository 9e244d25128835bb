import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from '@himalia/contracts/http';
import { createHeader, encodeParts, type MessageHeader } from '@himalia/protocol/message';
import { payloadsIn } from '@himalia/protocol/websocket';
import { type Block, endOf } from '../journal/block.ts';
import { encodeBody } from '../journal/block-body.ts';
import type { JournalReader, Portion } from '../journal/journal.ts';
import { Audience } from './audience.ts';
import { ChannelClient } from './channel-client.ts';
import { LiveBlock } from './live-block.ts';

type TestSocket = Socket & { readonly sent: string[]; closed: boolean; pong(): void };

/** A JSON client's socket; pings are answered when the test says so. */
function socketOf(): TestSocket {
  const sent: string[] = [];
  const pings: (() => void)[] = [];
  return {
    sent,
    protocol: '',
    bufferedAmount: 0,
    closed: false,
    pong: () => pings.shift()?.(),
    send: () => assert.fail('messages are written in frames'),
    sendFramed(blocks, done) {
      if (this.closed) done?.(new Error('closed'));
      else {
        for (const payload of payloadsIn(Buffer.concat(blocks))) sent.push(JSON.parse(String(payload)).content.text);
        done?.();
      }
    },
    ping: (answered) => void pings.push(answered),
    close() {},
    terminate() {},
    onMessage() {},
    onClose() {},
    pause() {},
    resume() {},
  };
}

/** A journal in memory that a client listens to. */
class Kernel implements JournalReader {
  readonly audience = new Audience(() => undefined);
  readonly blocks: Block[] = [];
  /** What it prints in; another one for each text unless said. */
  cell: MessageHeader | undefined;

  get head(): number {
    const last = this.blocks.at(-1);
    return last ? endOf(last) - 1 : 0;
  }

  async read(from: number): Promise<Portion> {
    const blocks = this.blocks.filter((block) => endOf(block) > from);
    return { blocks, missing: 0, next: this.head + 1 };
  }

  says(client: ChannelClient, ...texts: readonly string[]): void {
    client.deliver(new LiveBlock(this.prints(...texts), this.audience));
  }

  /** While nobody is connected. */
  prints(...texts: readonly string[]): Block {
    const messages = texts.map((text) => {
      const header = createHeader('stream', 'kernel');
      const parent = this.cell ?? createHeader('execute_request', 'client');
      return encodeParts({ header, parent, content: { name: 'stdout', text } }) as readonly Buffer[];
    });
    const body = encodeBody('iopub', messages);
    const block: Block = {
      kind: 'iopub',
      status: false,
      streams: this.cell !== undefined,
      first: this.head + 1,
      count: texts.length,
      time: 0,
      body,
    };
    this.blocks.push(block);
    return block;
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function joined(): Promise<{ kernel: Kernel; client: ChannelClient; first: TestSocket }> {
  const kernel = new Kernel();
  const client = new ChannelClient('session', 1, { journal: kernel, audience: kernel.audience });
  const first = socketOf();
  client.attach(first, 'json');
  await turn();
  return { kernel, client, first };
}

async function back(client: ChannelClient): Promise<string[]> {
  const second = socketOf();
  client.attach(second, 'json');
  await turn();
  return second.sent;
}

test('what arrives while a client closes its connection is there for its return', async () => {
  const { kernel, client, first } = await joined();
  first.pong();
  kernel.says(client, 'seen');
  first.pong();
  first.closed = true;
  kernel.says(client, 'while closing');
  client.detach(first, true);
  kernel.says(client, 'while away');
  assert.deepEqual(first.sent, ['seen']);
  assert.deepEqual(await back(client), ['while closing', 'while away']);
});

test('cut: a client goes on behind what its last answer to a ping tells (SPEC 15)', async () => {
  const { kernel, client, first } = await joined();
  first.pong();
  kernel.says(client, 'a');
  kernel.says(client, 'b');
  // The answers to the pings before "a" and "b", then to the one that followed them at once, behind both.
  first.pong();
  first.pong();
  first.pong();
  kernel.says(client, 'lost', 'lost too');
  assert.deepEqual(first.sent, ['a', 'b', 'lost', 'lost too']);
  client.detach(first, false);
  kernel.says(client, 'while away');
  assert.deepEqual(await back(client), ['lost', 'lost too', 'while away']);
});

test('cut: a client that answers no pings has what was written (SPEC 15)', async (t) => {
  const before = performance.now();
  const now = t.mock.method(performance, 'now', () => before);
  const { kernel, client, first } = await joined();
  kernel.says(client, 'a');
  now.mock.mockImplementation(() => before + 1001);
  client.detach(first, false);
  kernel.says(client, 'b');
  assert.deepEqual(await back(client), ['b']);
});

test('closed in order: the message behind a ping that was answered counts as read (SPEC 15)', async () => {
  for (const [answered, again] of [
    [true, ['b']],
    [false, ['a', 'b']],
  ] as const) {
    const { kernel, client, first } = await joined();
    first.pong();
    kernel.says(client, 'a');
    if (answered) first.pong();
    client.detach(first, true);
    kernel.says(client, 'b');
    assert.deepEqual(await back(client), again);
  }
});

test('cut again before all came that was in doubt: it comes as it was (SPEC 15)', async () => {
  const { kernel, client, first } = await joined();
  first.pong();
  for (const text of ['a', 'b', 'c']) kernel.says(client, text);
  client.detach(first, false);
  const second = socketOf();
  client.attach(second, 'json');
  client.detach(second, false);
  assert.deepEqual(await back(client), ['a', 'b', 'c']);
});

test('what a server before this one may have sent is not merged, what follows is', async () => {
  const kernel = new Kernel();
  kernel.cell = createHeader('execute_request', 'client');
  kernel.prints('a', 'b', 'c', 'd', 'e');
  const client = new ChannelClient('session', 2, { journal: kernel, audience: kernel.audience }, 4);
  assert.deepEqual(await back(client), ['b', 'c', 'de']);
});

test('closed in order with several messages on their way: they come again (SPEC 15)', async () => {
  const { kernel, client, first } = await joined();
  first.pong();
  kernel.says(client, 'a', 'b');
  client.detach(first, true);
  kernel.says(client, 'c');
  assert.deepEqual(await back(client), ['a', 'b', 'c']);
});

test('a second connection goes on where the first one was read', async () => {
  const { kernel, client, first } = await joined();
  first.pong();
  kernel.says(client, 'a');
  first.pong();
  first.pong();
  assert.deepEqual(await back(client), []);
  kernel.says(client, 'b');
  assert.deepEqual(first.sent, ['a']);
});

test('a second connection that is served before the first one is seen to leave in order is told nothing again', async () => {
  const { kernel, client, first } = await joined();
  first.pong();
  kernel.says(client, 'restarting');
  first.pong();
  const second = socketOf();
  client.attach(second, 'json');
  kernel.says(client, 'ready');
  await turn();
  assert.deepEqual(second.sent, []);
  assert.equal(client.detach(first, true), false);
  await turn();
  assert.deepEqual(second.sent, ['ready']);
});

test('a second connection is told again what the first one may not have read, once that is seen to be cut', async () => {
  const { kernel, client, first } = await joined();
  first.pong();
  kernel.says(client, 'doubtful');
  const second = socketOf();
  client.attach(second, 'json');
  client.detach(first, false);
  await turn();
  assert.deepEqual(second.sent, ['doubtful']);
});

test('a second connection does not wait for ever for the end of the first one', async () => {
  const { kernel, client, first } = await joined();
  first.pong();
  kernel.says(client, 'doubtful');
  const second = socketOf();
  client.attach(second, 'json');
  const third = socketOf();
  client.attach(third, 'json');
  for (let tries = 0; third.sent.length === 0 && tries < 500; tries++) await sleep(20);
  assert.deepEqual([second.sent, third.sent], [[], ['doubtful']]);
});

test('skips: output that it missed is left out, what follows is not (SPEC 20)', async () => {
  const { kernel, client, first } = await joined();
  client.detach(first, true);
  kernel.says(client, 'missed');
  client.skip();
  const second = socketOf();
  client.attach(second, 'json');
  await turn();
  kernel.says(client, 'new');
  assert.deepEqual(second.sent, ['new']);
});

test('cut: who takes the place of a client gets what that one may have got as it was (SPEC 15, 18)', async () => {
  const { kernel, client, first } = await joined();
  kernel.cell = createHeader('execute_request', 'client');
  kernel.says(client, 'a');
  kernel.says(client, 'b');
  assert.deepEqual(first.sent, ['a', 'b']);
  client.detach(first, false);
  kernel.says(client, 'while away');
  kernel.says(client, ', too');
  const successor = new ChannelClient('another', client, { journal: kernel, audience: kernel.audience });
  assert.equal(client.successor, successor);
  assert.deepEqual(await back(successor), ['a', 'b', 'while away, too']);
});
