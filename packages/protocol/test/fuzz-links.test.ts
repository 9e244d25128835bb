import assert from 'node:assert/strict';
import { type Duplex, duplexPair } from 'node:stream';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { defaultLimits, type Frames, type Limits, ProtocolError } from '@himalia/protocol';
import fc from 'fast-check';
import { makeKeyPair } from '../src/curve/box.ts';
import { ClientHandshake } from '../src/curve/client-handshake.ts';
import { CurveStream } from '../src/curve/curve-stream.ts';
import { ServerHandshake } from '../src/curve/server-handshake.ts';
import { command } from '../src/frames/command.ts';
import { encodeMessage } from '../src/frames/frame.ts';
import { Link } from '../src/zmtp/link.ts';
import { breaks, broken, cut } from './broken-streams.ts';
import { rawGreeting, rawReady } from './raw-peer.ts';

const limits: Limits = { ...defaultLimits, messageBytes: 5000, messageParts: 10, commandBytes: 500, handshakeMs: 5000 };
const sent: readonly (readonly Buffer[])[] = [
  [Buffer.from('one')],
  [Buffer.alloc(0), Buffer.alloc(255, 1), Buffer.alloc(256, 2)],
  [Buffer.from('three'), Buffer.alloc(4000, 3)],
];
const stream = Buffer.concat([
  rawGreeting(1),
  rawReady('DEALER'),
  command('PING', Buffer.from('\0\0hello')),
  ...sent.flatMap((frames) => encodeMessage(frames)),
]);

type Heard = { readonly link: Link; readonly messages: Frames[]; readonly gone: Promise<Error | undefined> };

function listen(socket: Duplex, type: 'ROUTER' | 'DEALER' = 'ROUTER'): Heard {
  const messages: Frames[] = [];
  const gone = Promise.withResolvers<Error | undefined>();
  const link = new Link(
    socket,
    { type, identity: Buffer.alloc(0), limits },
    {
      ready: () => undefined,
      messages: (batch) => messages.push(...batch) > 0,
      command: () => undefined,
      gone: gone.resolve,
    },
  );
  return { link, messages, gone: gone.promise };
}

/** What a link makes of a peer that writes these chunks and leaves. */
async function hear(chunks: readonly Buffer[]): Promise<{ messages: readonly Frames[]; error: Error | undefined }> {
  const [ours, theirs] = duplexPair();
  const { messages, gone } = listen(ours);
  theirs.resume().on('error', () => undefined);
  for (const chunk of chunks) if (chunk.length > 0 && !theirs.destroyed) theirs.write(chunk);
  theirs.end();
  return { messages, error: await gone };
}

function assertHarmless(messages: readonly Frames[], error: Error | undefined): void {
  assert.ok(error === undefined || error instanceof ProtocolError, String(error));
  for (const frames of messages) {
    assert.ok(frames.length <= limits.messageParts);
    assert.ok(frames.reduce((sum, frame) => sum + frame.length, 0) <= limits.messageBytes);
  }
}

describe('a link', { timeout: 120_000 }, () => {
  it('hears the same wherever the stream is cut: at every byte, and bytewise', async () => {
    for (let place = 0; place <= stream.length; place += place < 400 ? 1 : 97) {
      const { messages, error } = await hear(cut(stream, [place]));
      assert.deepEqual([messages, error], [sent, undefined], `cut at ${place}`);
    }
    const { messages } = await hear([...stream].map((byte) => Buffer.from([byte])));
    assert.deepEqual(messages, sent);
  });

  it('survives any broken stream, and takes no more from it than its limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(breaks, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat({ max: 10_000 }), { maxLength: 5 }),
        async (faults, places) => {
          const { messages, error } = await hear(cut(broken(stream, faults), places));
          assertHarmless(messages, error);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('ends a message of endless frames, and one of endless bytes', async () => {
    const opening = stream.subarray(0, 64 + rawReady('DEALER').length);
    for (const frame of [Buffer.from([1, 0]), Buffer.concat([Buffer.from([1, 255]), Buffer.alloc(255)])]) {
      const { messages, error } = await hear([opening, ...Array.from({ length: 1000 }, () => frame)]);
      assert.deepEqual(messages, []);
      assert.equal((error as ProtocolError).code, 'too_large');
    }
  });

  it('keeps nothing of endless commands, and answers no more than the peer reads', async () => {
    const [ours, theirs] = duplexPair();
    const { messages, gone } = listen(ours);
    theirs.write(stream.subarray(0, 64 + rawReady('DEALER').length));
    for (let round = 0; round < 200; round++) {
      theirs.write(Buffer.concat(Array.from({ length: 100 }, () => command('PING', Buffer.from('\0\0context')))));
      theirs.write(Buffer.concat(Array.from({ length: 100 }, () => command('NOTHING', Buffer.alloc(100)))));
      await turn();
    }
    assert.ok(ours.writableLength <= 2 * ours.writableHighWaterMark, `${ours.writableLength} bytes wait`);
    assert.deepEqual(messages, []);
    theirs.destroy();
    ours.destroy();
    assert.equal(await gone, undefined);
  });
});

/** Two ends that speak CURVE over a line on which `change` has its hands. */
function encrypted(change: (fromClient: boolean, chunk: Buffer) => readonly Buffer[]): {
  client: Heard;
  server: Heard;
} {
  const own = makeKeyPair();
  const [clientRaw, clientSide] = duplexPair();
  const [serverRaw, serverSide] = duplexPair();
  for (const [from, to, fromClient] of [
    [clientSide, serverSide, true],
    [serverSide, clientSide, false],
  ] as const) {
    from.on('data', (chunk: Buffer) => {
      for (const changed of change(fromClient, chunk)) if (!to.destroyed) to.write(changed);
    });
    from.on('error', () => undefined).on('close', () => to.destroy());
  }
  return {
    client: listen(new CurveStream(clientRaw, new ClientHandshake(own.publicKey, makeKeyPair()), limits), 'DEALER'),
    server: listen(new CurveStream(serverRaw, new ServerHandshake(own), limits)),
  };
}

async function exchange({ client, server }: { client: Heard; server: Heard }): Promise<void> {
  for (let round = 0; round < 12; round++) await turn();
  for (const [end, text] of [
    [client, 'from the client'],
    [server, 'from the server'],
  ] as const) {
    if (end.link.socket.destroyed) continue;
    for (const chunk of encodeMessage([Buffer.from(text), Buffer.alloc(300)])) end.link.socket.write(chunk);
  }
  for (let round = 0; round < 12; round++) await turn();
}

describe('an encrypted link', { timeout: 120_000 }, () => {
  it('never delivers what was changed on the way, and survives it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.nat(1500), fc.nat(7), async (side, place, bit) => {
        let passed = 0;
        const ends = encrypted((fromClient, chunk) => {
          const at = place - passed;
          if (fromClient === side) passed += chunk.length;
          const here = fromClient === side && at >= 0 && at < chunk.length;
          return [here ? broken(chunk, [{ kind: 'flip', at, bit }]) : chunk];
        });
        await exchange(ends);
        for (const [end, text] of [
          [ends.server, 'from the client'],
          [ends.client, 'from the server'],
        ] as const) {
          assert.ok(end.messages.every(([first]) => String(first) === text));
          end.link.destroy();
          assertHarmless(end.messages, await end.gone);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('hears both sides when nobody interferes, also in single bytes', async () => {
    for (const bytes of [1, 1000]) {
      const places = (chunk: Buffer): number[] =>
        Array.from({ length: chunk.length / bytes }, (_, index) => index * bytes);
      const ends = encrypted((_fromClient, chunk) => cut(chunk, places(chunk)));
      await exchange(ends);
      assert.equal(String(ends.server.messages[0]?.[0]), 'from the client');
      assert.equal(String(ends.client.messages[0]?.[0]), 'from the server');
      for (const { link } of [ends.client, ends.server]) link.destroy();
    }
  });
});
