import type { Peer } from '../peer/peer.ts';
import { behaviour, type Check, NotApplicable } from '../suite/check.ts';
import { expectEqual, expectStatus } from '../suite/expect.ts';
import { member } from './scratch-folder.ts';

const body = (path: string, kernel: object = {}): object => ({ path, name: path, type: 'notebook', kernel });

async function withSession(
  peer: Peer,
  use: (id: string, kernel: string, path: string) => Promise<void>,
): Promise<void> {
  const path = `himalia-conformance-${crypto.randomUUID().slice(0, 8)}.ipynb`;
  const specs = (await peer.ask('api/kernelspecs')).json;
  if (Object.keys((member(specs, 'kernelspecs') ?? {}) as object).length === 0)
    throw new NotApplicable('this server has no kernel to start');
  const made = await peer.ask('api/sessions', { method: 'POST', body: body(path, { name: member(specs, 'default') }) });
  expectStatus(made, 201, 'the session');
  const id = String(member(made.json, 'id'));
  try {
    await use(id, String(member(member(made.json, 'kernel'), 'id')), path);
  } finally {
    await peer.ask(`api/sessions/${id}`, { method: 'DELETE' });
  }
}

export const sessions: readonly Check[] = [
  behaviour('sessions', 1, 'a path has one session: creating a second one answers the first', (peer) =>
    withSession(peer, async (id, kernel, path) => {
      const again = await peer.ask('api/sessions', { method: 'POST', body: body(path) });
      expectStatus(again, 201, 'the second request');
      expectEqual(
        [member(again.json, 'id'), member(member(again.json, 'kernel'), 'id')],
        [id, kernel],
        'its session and kernel',
      );
    }),
  ),
  behaviour('sessions', 3, 'an unknown kernel id is that of the new kernel', async (peer) => {
    const kernel = { id: '00000000-0000-4000-8000-000000000000' };
    const answer = await peer.ask('api/sessions', { method: 'POST', body: body('himalia-conformance.ipynb', kernel) });
    const id = member(answer.json, 'id');
    if (id !== undefined) await peer.ask(`api/sessions/${id}`, { method: 'DELETE' });
    expectStatus(answer, 201, 'the session');
    expectEqual(member(member(answer.json, 'kernel'), 'id'), kernel.id, 'the id of its kernel');
  }),
  behaviour('sessions', 5, 'a session whose kernel is gone is gone too', (peer) =>
    withSession(peer, async (id, kernel) => {
      expectStatus(await peer.ask(`api/kernels/${kernel}`, { method: 'DELETE' }), 204, 'ending the kernel');
      const all = (await peer.ask('api/sessions')).json as readonly { id: string }[];
      expectEqual(
        all.filter((session) => session.id === id),
        [],
        'what is listed of it',
      );
    }),
  ),
  behaviour('sessions', 6, 'ending a session ends its kernel', (peer) =>
    withSession(peer, async (id, kernel) => {
      expectStatus(await peer.ask(`api/sessions/${id}`, { method: 'DELETE' }), 204, 'ending it');
      expectStatus(await peer.ask(`api/kernels/${kernel}`), 404, 'its kernel');
    }),
  ),
];
