import type { Peer } from '../peer/peer.ts';
import type { PeerSocket } from '../peer/peer-socket.ts';
import { behaviour, type Check } from '../suite/check.ts';
import { expectEqual, expectStatus, expectThat } from '../suite/expect.ts';
import { member } from './scratch-folder.ts';

async function withTerminal(peer: Peer, use: (name: string) => Promise<void>): Promise<void> {
  const answer = await peer.ask('api/terminals', { method: 'POST' });
  expectStatus(answer, 200, 'a terminal');
  const name = String(member(answer.json, 'name'));
  try {
    await use(name);
  } finally {
    await peer.ask(`api/terminals/${name}`, { method: 'DELETE' });
  }
}

const parts = (frame: unknown): readonly unknown[] => (typeof frame === 'string' ? JSON.parse(frame) : []);

async function output(socket: PeerSocket, wanted: RegExp): Promise<void> {
  let text = '';
  await socket.find(`output like ${wanted}`, (frame) => {
    const [kind, data] = parts(frame);
    if (kind === 'stdout') text += String(data);
    return wanted.test(text) ? true : undefined;
  });
}

export const terminals: readonly Check[] = [
  behaviour('terminals', 2, 'names are the lowest free positive numbers', (peer) =>
    withTerminal(peer, async (name) => {
      const others = (await peer.ask('api/terminals')).json as readonly { name: string }[];
      const taken = new Set(others.map((terminal) => terminal.name).filter((other) => other !== name));
      let free = 1;
      while (taken.has(String(free))) free += 1;
      expectEqual(name, String(free), 'the name');
    }),
  ),
  behaviour('terminals', 7, 'the first frame is setup, and who connects later sees what was written', (peer) =>
    withTerminal(peer, async (name) => {
      using first = await peer.open(`terminals/websocket/${name}`);
      expectEqual(parts(await first.find('a frame', (frame) => frame))[0], 'setup', 'the first frame');
      first.send(JSON.stringify(['stdin', 'echo him$((40+2))alia\r']));
      await output(first, /him42alia/);
      using second = await peer.open(`terminals/websocket/${name}`);
      await output(second, /him42alia/);
    }),
  ),
  behaviour('terminals', 11, 'when the shell ends, clients are told', (peer) =>
    withTerminal(peer, async (name) => {
      using socket = await peer.open(`terminals/websocket/${name}`);
      await socket.find('setup', (frame) => (parts(frame)[0] === 'setup' ? true : undefined));
      expectStatus(await peer.ask(`api/terminals/${name}`, { method: 'DELETE' }), 204, 'deleting it');
      await socket.find('disconnect', (frame) => (parts(frame)[0] === 'disconnect' ? true : undefined));
      const all = (await peer.ask('api/terminals')).json as readonly { name: string }[];
      expectThat(!all.some((terminal) => terminal.name === name), 'it is still listed');
    }),
  ),
];
