import type { Peer } from '../peer/peer.ts';
import { behaviour, type Check, NotApplicable } from '../suite/check.ts';
import { expectEqual, expectStatus, expectThat } from '../suite/expect.ts';
import { member, saveText, withFolder } from './scratch-folder.ts';

const section = 'api/config/himalia_conformance';

async function withSection(peer: Peer, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } finally {
    await peer.ask(section, { method: 'PUT', body: {} });
  }
}

async function refusesStrangers(peer: Peer): Promise<void> {
  const { status } = await peer.ask('api/kernelspecs', { token: null });
  if (status === 200) throw new NotApplicable('this server lets everybody in');
}

export const server: readonly Check[] = [
  behaviour('config-sections', 2, 'objects merge, and null deletes', (peer) =>
    withSection(peer, async () => {
      expectStatus(await peer.ask(section, { method: 'PUT', body: { a: { b: 1 }, c: 2 } }), 204, 'PUT');
      expectStatus(await peer.ask(section, { method: 'PATCH', body: { a: { d: 3 }, c: null } }), 200, 'PATCH');
      expectEqual((await peer.ask(section)).json, { a: { b: 1, d: 3 } }, 'the section');
    }),
  ),
  behaviour('events', 1, 'a subscriber gets what happens after its socket opened', (peer) =>
    withFolder(peer, async (folder) => {
      using socket = await peer.open('api/events/subscribe');
      await saveText(peer, `${folder}/a.txt`, 'x');
      await socket.find('the event of the save', (frame) => {
        const event = JSON.parse(String(frame));
        return event.action === 'save' && String(event.path).endsWith(`${folder}/a.txt`) ? true : undefined;
      });
    }),
  ),
  behaviour('events', 6, 'an event of an unknown schema is 400', async (peer) => {
    const body = { schema_id: 'https://example.org/unknown', version: '1', data: {} };
    expectStatus(await peer.ask('api/events', { method: 'POST', body }), 400, 'the event');
  }),
  behaviour('identity', 2, 'a token is read from the address and from both forms of the header', async (peer) => {
    await refusesStrangers(peer);
    expectStatus(await peer.ask('api/me'), 200, 'token');
    const wrong = `wrong-${crypto.randomUUID()}`;
    expectStatus(await peer.ask('api/me', { token: wrong }), 403, 'a wrong token');
    expectStatus(await peer.ask(`api/me?token=${wrong}`, { token: null }), 403, 'a wrong token in the address');
  }),
  behaviour('kernelspecs', 6, 'the default kernel is in the list', async (peer) => {
    const { json } = await peer.ask('api/kernelspecs');
    const specs = (member(json, 'kernelspecs') ?? {}) as Readonly<Record<string, unknown>>;
    if (Object.keys(specs).length === 0) throw new NotApplicable('this server has no kernelspec');
    expectThat(String(member(json, 'default')) in specs, `${member(json, 'default')} is not`);
  }),
  behaviour('kernelspecs', 7, 'resources are served from the folder of the kernelspec only', async (peer) => {
    const name = String(member((await peer.ask('api/kernelspecs')).json, 'default'));
    const { status } = await peer.ask(`kernelspecs/${name}/..%2F..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd`);
    expectThat(status === 404 || status === 403 || status === 400, `a path out of it: ${status}`);
  }),
  behaviour('system', 1, 'the version is that of jupyter_server', async (peer) => {
    const version = String(member((await peer.ask('api')).json, 'version'));
    expectThat(/^2\.\d+\.\d+/.test(version), `it is '${version}'`);
  }),
  {
    id: 'workspaces/putWorkspace keeps',
    contract: 'workspaces',
    title: 'a workspace is kept as it was put, until it is deleted',
    async run(peer) {
      const id = `himalia-conformance-${crypto.randomUUID().slice(0, 8)}`;
      const body = { data: { 'a:b': { c: [1] } }, metadata: { id } };
      expectStatus(await peer.ask(`lab/api/workspaces/${id}`, { method: 'PUT', body }), 204, 'PUT');
      expectEqual(member((await peer.ask(`lab/api/workspaces/${id}`)).json, 'data'), body.data, 'the data');
      expectStatus(await peer.ask(`lab/api/workspaces/${id}`, { method: 'DELETE' }), 204, 'DELETE');
      const { values } = member((await peer.ask('lab/api/workspaces')).json, 'workspaces') as {
        values: readonly { metadata: { id: string } }[];
      };
      expectThat(!values.some(({ metadata }) => metadata.id === id), 'it is still listed');
    },
  },
];
