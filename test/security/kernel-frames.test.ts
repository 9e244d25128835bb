import assert from 'node:assert/strict';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createHeader } from '@himalia/protocol/message';
import { decodeV1, encodeV1, v1Protocol } from '@himalia/protocol/websocket';
import type { WebSocket } from 'ws';
import { DefendedServer } from './defended-server.ts';

const header = (type = 'kernel_info_request'): string => JSON.stringify(createHeader(type, 'attacker'));
const bytes = (...parts: readonly string[]): Buffer[] => parts.map((part) => Buffer.from(part));
const whole = (): Buffer => encodeV1('shell', bytes(header(), '{}', '{}', '{}'));

/** Numbers of the given size, then what comes after them. */
function numbers(size: 4 | 8, values: readonly (number | bigint)[], rest = ''): Buffer {
  const head = Buffer.alloc(values.length * size);
  for (const [index, value] of values.entries())
    if (size === 8) head.writeBigUInt64LE(BigInt(value), index * 8);
    else head.writeUInt32BE(Number(value), index * 4);
  return Buffer.concat([head, Buffer.from(rest)]);
}

/** One number of a good frame replaced. */
function changed(index: number, value: bigint): Buffer {
  const frame = Buffer.from(whole());
  frame.writeBigUInt64LE(value, index * 8);
  return frame;
}
const most = 2n ** 64n - 1n;

/** Of the binary form with 64-bit offsets. */
const malformedV1: Readonly<Record<string, Buffer | string>> = {
  'no bytes': Buffer.alloc(0),
  'seven bytes': Buffer.alloc(7),
  zeros: Buffer.alloc(64),
  ones: Buffer.alloc(64, 0xff),
  text: header(),
  'no offsets': numbers(8, [0]),
  'one offset': numbers(8, [1, 16], 'shell'),
  'three parts': encodeV1('shell', bytes(header(), '{}', '{}')),
  'only the channel': encodeV1('shell', []),
  'more offsets than bytes': changed(0, 1000n),
  'as many offsets as a number can say': changed(0, most),
  '2^53 offsets': changed(0, 2n ** 53n),
  '2^61 offsets, which is 0 bytes in 64 bits': changed(0, 2n ** 61n),
  'the first offset at 0': changed(1, 0n),
  'the first offset beyond the frame': changed(1, 10_000n),
  'an offset before the one before': changed(3, 1n),
  'an offset beyond the frame': changed(4, 1_000_000n),
  'the last offset beyond the frame': changed(6, 1_000_000n),
  'an offset of 2^64-1': changed(3, most),
  'an offset of 2^63': changed(6, 2n ** 63n),
  'an offset of 2^32 more': changed(6, 2n ** 32n + 100n),
  'half a frame': whole().subarray(0, whole().length / 2),
  'offsets without parts': whole().subarray(0, 56),
  'a part too many': encodeV1('shell', bytes(header(), ...Array.from({ length: 8192 }, () => '{}'))),
  'a million parts': numbers(8, [1_000_002, ...Array.from({ length: 1_000_002 }, () => 8_000_024)]),
};

/** Of the form without a subprotocol: text, or 32-bit offsets around a text and buffers. */
const malformedJson: Readonly<Record<string, Buffer | string>> = {
  'no text': '',
  'no JSON': '{"header": ',
  'a number': '1',
  null: 'null',
  'a list': '[]',
  'no header': '{"channel": "shell", "content": {}}',
  'a header that is text': '{"channel": "shell", "header": "kernel_info_request"}',
  'a header that is null': '{"channel": "shell", "header": null}',
  'a channel that is a number': `{"channel": 1, "header": ${header()}}`,
  'content that is a list': `{"channel": "shell", "header": ${header()}, "content": []}`,
  depth: `{"channel": "shell", "header": ${'['.repeat(200_000)}`,
  'no bytes': Buffer.alloc(0),
  'three bytes': Buffer.alloc(3),
  'no parts': numbers(4, [0]),
  'more parts than bytes': numbers(4, [1000, 8], '{}'),
  'as many parts as a number can say': numbers(4, [0xffffffff, 8], '{}'),
  'an offset beyond the frame': numbers(4, [1, 5000], '{}'),
  'offsets in the wrong order': numbers(4, [2, 14, 12], '{}{}'),
  'an offset into the offsets': numbers(4, [2, 0, 14], '{}{}'),
  'bytes that are no text': Buffer.concat([numbers(4, [1, 8]), Buffer.alloc(8, 0xff)]),
};

/** Frames in order, with nonsense in them: they may be dropped, closed for, or reach the kernel, which has to live with it. */
const nonsense: Readonly<Record<string, readonly string[]>> = {
  'a header that is no JSON': ['{', '{}', '{}', '{}'],
  'an empty header': ['', '', '', ''],
  'a header of zeros': ['\0'.repeat(100), '{}', '{}', '{}'],
  'a header that is a list': ['[]', '[]', '[]', '[]'],
  'a header of wrong types': ['{"msg_id": 1, "msg_type": [], "session": {}}', '{}', '{}', '{}'],
  'a header with a prototype': [
    '{"__proto__": {"msg_type": "x"}, "msg_id": "__proto__", "msg_type": "constructor"}',
    '{}',
    '{}',
    '{}',
  ],
  'content that is no JSON': [header('execute_request'), '{}', '{}', '{"code": '],
  'content of wrong types': [header('execute_request'), '{}', '{}', '{"code": {"__proto__": 1}, "silent": "x"}'],
  'a type that nobody knows': [header('toString'), '{}', '{}', '{}'],
  depth: [header('execute_request'), '{}', '{}', `{"code": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  'as many buffers as may be': [header(), '{}', '{}', '{}', ...Array.from({ length: 8188 }, () => '')],
};

const python = process.env.HIMALIA_PYTHON;
const kernels = { typescript: true, python3: python !== undefined };
for (const [name, there] of Object.entries(kernels))
  describe(`frames that no kernel should see, ${name}`, { skip: there ? false : 'no Python here' }, () => {
    let server: DefendedServer;
    let path: string;
    let bystander: WebSocket;
    let model: string;

    before(async () => {
      const env = python === undefined ? {} : { PATH: `${dirname(python)}:${process.env.PATH}` };
      server = await DefendedServer.start({ env });
      const kernel = await server.json('api/kernels', 'POST', { name });
      assert.equal(kernel.status, 201, kernel.text);
      model = `api/kernels/${kernel.body.id}`;
      path = `${model}/channels?session_id=`;
      bystander = server.webSocket(`${path}bystander`, [v1Protocol]);
      await once(bystander, 'open');
    });
    after(async () => {
      bystander?.terminate();
      await server?.[Symbol.asyncDispose]();
    });

    /** Another client asks the kernel and is answered, on the socket that it has had all the time. */
    async function goesOn(): Promise<void> {
      assert.equal(bystander.readyState, bystander.OPEN);
      const asked = createHeader('kernel_info_request', 'bystander');
      const answered = new Promise<void>((resolve) => {
        bystander.on('message', function heard(data: Buffer) {
          const [answer = '', parent = ''] = decodeV1(data).parts.map(String);
          if (!parent.includes(asked.msg_id) || !answer.includes('kernel_info_reply')) return;
          bystander.off('message', heard);
          resolve();
        });
      });
      bystander.send(encodeV1('shell', bytes(JSON.stringify(asked), '{}', '{}', '{}')));
      await answered;
      const { body } = await server.json(model, 'GET', undefined);
      assert.ok(['idle', 'busy'].includes(String(body.execution_state)), String(body.execution_state));
    }

    async function attacker(protocols: readonly string[]): Promise<WebSocket> {
      const socket = server.webSocket(`${path}attacker`, protocols);
      await once(socket, 'open');
      return socket;
    }

    for (const [form, protocols, frames] of [
      ['v1', [v1Protocol], malformedV1],
      ['JSON', [], malformedJson],
    ] as const)
      for (const [what, frame] of Object.entries(frames))
        test(`${form}, ${what}: that client is closed, nobody else`, async () => {
          const socket = await attacker(protocols);
          socket.send(frame);
          const [code] = await once(socket, 'close');
          assert.ok([1003, 1007, 1009].includes(code), `${code}`);
          await goesOn();
        });

    for (const [what, parts] of Object.entries(nonsense))
      test(`v1, ${what}: nobody else notices`, async () => {
        for (const channel of ['shell', 'control', 'stdin', 'iopub', 'hb', '__proto__', '']) {
          const socket = await attacker([v1Protocol]);
          socket.send(encodeV1(channel, bytes(...parts)));
          await goesOn();
          socket.terminate();
        }
      });
  });
