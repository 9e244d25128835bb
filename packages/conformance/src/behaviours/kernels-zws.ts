import type { Peer } from '../peer/peer.ts';
import type { PeerSocket } from '../peer/peer-socket.ts';
import { behaviour, type Check, NotApplicable } from '../suite/check.ts';
import { expectEqual } from '../suite/expect.ts';
import { withKernel } from './kernels.ts';

const delimiter = '<IDS|MSG>';
const lastFrame = 0;
const moreFrames = 1;

/** One frame of ZeroMQ over WebSocket (RFC 45). */
function framed(flag: number, body: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(body);
  const frame = new Uint8Array(1 + bytes.length);
  frame[0] = flag;
  frame.set(bytes, 1);
  return frame;
}

/** The frames of a message, from the first one on that passes, as text. */
async function message(
  socket: PeerSocket,
  what: string,
  first: (frame: string) => boolean,
): Promise<readonly string[]> {
  const frames: string[] = [];
  await socket.find(what, (frame) => {
    if (typeof frame === 'string') return undefined;
    const body = new TextDecoder().decode(frame.subarray(1));
    if (frames.length > 0 || first(body)) frames.push(body);
    return frames.length > 0 && frame[0] === lastFrame ? true : undefined;
  });
  return frames;
}

/** Opens a channel and greets. */
async function channel(peer: Peer, kernel: string, name: string): Promise<PeerSocket> {
  const socket = await peer.open(`api/kernels/${kernel}/zmq/${name}`, ['ZWS2.0']).catch(() => undefined);
  if (!socket) throw new NotApplicable('this server has no channels by ZeroMQ over WebSocket');
  socket.send(framed(lastFrame, ''));
  return socket;
}

function request(socket: PeerSocket, type: string): string {
  const id = crypto.randomUUID();
  const header = { msg_id: id, msg_type: type, session: 'conformance', username: '', version: '5.4' };
  for (const body of [delimiter, '', JSON.stringify(header), '{}', '{}']) socket.send(framed(moreFrames, body));
  socket.send(framed(lastFrame, '{}'));
  return id;
}

export const kernelsZws: readonly Check[] = [
  behaviour('kernels-zws', 3, 'the server begins with its routing id, which is empty', (peer) =>
    withKernel(peer, async (id) => {
      using shell = await channel(peer, id, 'shell');
      expectEqual(shell.protocol, 'ZWS2.0', 'the subprotocol');
      expectEqual(await message(shell, 'a routing id', () => true), [''], 'the routing id');
    }),
  ),
  behaviour('kernels-zws', 4, 'a request without signature is answered, without signature', (peer) =>
    withKernel(peer, async (id) => {
      using control = await channel(peer, id, 'control');
      const asked = request(control, 'kernel_info_request');
      const [, signature, header, parent] = await message(control, 'a reply', (frame) => frame === delimiter);
      expectEqual(signature, '', 'the signature');
      expectEqual(JSON.parse(header ?? '{}').msg_type, 'kernel_info_reply', 'its type');
      expectEqual(JSON.parse(parent ?? '{}').msg_id, asked, 'its parent');
    }),
  ),
  behaviour('kernels-zws', 7, 'a subscriber gets what begins with its topics, and nothing else', (peer) =>
    withKernel(peer, async (id) => {
      using shell = await channel(peer, id, 'shell');
      using iopub = await channel(peer, id, 'iopub');
      iopub.send(framed(lastFrame, `\u0001kernel.${id}.stat`));
      const asked = request(shell, 'comm_info_request');
      for (let parent = ''; parent !== asked; ) {
        const [topic, , , , header] = await message(iopub, 'a status', (frame) => frame !== '');
        expectEqual(topic, `kernel.${id}.status`, 'the topic');
        parent = JSON.parse(header ?? '{}').msg_id;
      }
    }),
  ),
];
