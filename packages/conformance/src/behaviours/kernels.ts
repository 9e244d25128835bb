import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer } from '../peer/peer.ts';
import type { PeerSocket } from '../peer/peer-socket.ts';
import { behaviour, type Check, NotApplicable } from '../suite/check.ts';
import { expectEqual, expectStatus, expectThat } from '../suite/expect.ts';
import { decoded, idle, message, request, v1 } from './kernel-frames.ts';
import { member } from './scratch-folder.ts';

/** Runs with a kernel of its own, the server's default one, and ends it. */
export async function withKernel(peer: Peer, use: (id: string) => Promise<void>): Promise<void> {
  const specs = (await peer.ask('api/kernelspecs')).json;
  if (Object.keys((member(specs, 'kernelspecs') ?? {}) as object).length === 0)
    throw new NotApplicable('this server has no kernel to start');
  const answer = await peer.ask('api/kernels', { method: 'POST', body: {} });
  expectStatus(answer, 201, 'starting a kernel');
  const id = String(member(answer.json, 'id'));
  try {
    await use(id);
  } finally {
    await peer.ask(`api/kernels/${id}`, { method: 'DELETE' });
  }
}

type Open = { readonly session?: string; readonly protocols?: readonly string[] };

function channels(
  peer: Peer,
  id: string,
  { session = 'conformance', protocols = [v1] }: Open = {},
): Promise<PeerSocket> {
  return peer.open(`api/kernels/${id}/channels?session_id=${session}`, protocols);
}

const execute = (socket: PeerSocket, code: string, session = 'conformance'): string =>
  request(socket, 'execute_request', { code, silent: false, store_history: false, allow_stdin: false }, session);

async function infoOver(peer: Peer, protocols: readonly string[]): Promise<void> {
  await withKernel(peer, async (id) => {
    using socket = await channels(peer, id, { protocols });
    expectEqual(socket.protocol, protocols[0] ?? '', 'the subprotocol');
    const asked = request(socket, 'kernel_info_request', {}, 'conformance');
    const reply = await message(socket, 'kernel_info_reply', asked);
    expectEqual(reply.channel, 'shell', 'the channel');
    expectEqual(reply.content.status, 'ok', 'the status');
  });
}

async function isIdle(peer: Peer, id: string): Promise<boolean> {
  return member((await peer.ask(`api/kernels/${id}`)).json, 'execution_state') === 'idle';
}

export const kernels: readonly Check[] = [
  behaviour('kernels', 1, 'a started kernel is listed until it is ended, and then is 404', async (peer) => {
    let ended = '';
    await withKernel(peer, async (id) => {
      ended = id;
      expectStatus(await peer.ask(`api/kernels/${id}`), 200, 'the kernel');
      const all = (await peer.ask('api/kernels')).json as readonly { id: string }[];
      expectThat(
        all.some((kernel) => kernel.id === id),
        'it is not listed',
      );
    });
    expectStatus(await peer.ask(`api/kernels/${ended}`), 404, 'the ended kernel');
  }),
  behaviour('kernels', 2, 'a kernel becomes idle without a client', (peer) =>
    withKernel(peer, (id) => peer.shows(() => isIdle(peer, id))),
  ),
  behaviour('kernels', 6, 'a restart keeps the id and the WebSocket', (peer) =>
    withKernel(peer, async (id) => {
      using socket = await channels(peer, id);
      await message(socket, 'kernel_info_reply', request(socket, 'kernel_info_request', {}, 'conformance'));
      const answer = await peer.ask(`api/kernels/${id}/restart`, { method: 'POST' });
      expectStatus(answer, 200, 'the restart');
      expectEqual(member(answer.json, 'id'), id, 'the id');
      const result = await message(socket, 'execute_reply', execute(socket, '1+1'));
      expectEqual(result.content.status, 'ok', 'an execution after it');
    }),
  ),
  behaviour('kernels', 10, 'the channels of an unknown kernel are refused', async (peer) => {
    const opened = await channels(peer, '00000000-0000-4000-8000-000000000000').catch(() => undefined);
    opened?.[Symbol.dispose]();
    expectThat(opened === undefined, 'they opened');
  }),
  behaviour('kernels', 11, 'iopub goes to every client, a reply to the one that asked', (peer) =>
    withKernel(peer, async (id) => {
      using first = await channels(peer, id, { session: 'one' });
      using second = await channels(peer, id, { session: 'two' });
      await message(second, 'kernel_info_reply', request(second, 'kernel_info_request', {}, 'two'));
      const asked = execute(first, '1+1', 'one');
      await message(first, 'execute_reply', asked);
      const replies: string[] = [];
      await second.find('status idle of the other client', (frame) => {
        const { header, parent_header, channel, content } = decoded(frame);
        if (parent_header.msg_id !== asked) return undefined;
        if (channel === 'shell') replies.push(header.msg_type);
        return content.execution_state === 'idle' ? true : undefined;
      });
      expectEqual(replies, [], 'replies to the other client');
    }),
  ),
  behaviour('kernels', 12, 'a client that executes at once misses nothing', (peer) =>
    withKernel(peer, async (id) => {
      using socket = await channels(peer, id);
      const asked = execute(socket, '1+1');
      const seen: string[] = [];
      await socket.find('status idle', (frame) => {
        const { header, parent_header, content } = decoded(frame);
        if (parent_header.msg_id !== asked || header.msg_type === 'execute_reply') return undefined;
        seen.push(header.msg_type === 'status' ? String(content.execution_state) : header.msg_type);
        return content.execution_state === 'idle' ? true : undefined;
      });
      expectEqual([seen[0], seen.includes('execute_result'), seen.at(-1)], ['busy', true, 'idle'], seen.join(' '));
    }),
  ),
  behaviour('kernels', 14, 'who returns with the same session id gets what was missed', (peer) =>
    withKernel(peer, async (id) => {
      const first = await channels(peer, id, { session: 'back' });
      await message(first, 'kernel_info_reply', request(first, 'kernel_info_request', {}, 'back'));
      const asked = execute(first, '1+1', 'back');
      first[Symbol.dispose]();
      await sleep(1000);
      using second = await channels(peer, id, { session: 'back' });
      await idle(second, asked);
    }),
  ),
  {
    id: 'kernels/kernelChannels v1',
    contract: 'kernels',
    title: 'with the subprotocol v1 a message is one binary frame',
    run: (peer) => infoOver(peer, [v1]),
  },
  {
    id: 'kernels/kernelChannels JSON',
    contract: 'kernels',
    title: 'without a subprotocol messages are JSON text frames',
    run: (peer) => infoOver(peer, []),
  },
];
