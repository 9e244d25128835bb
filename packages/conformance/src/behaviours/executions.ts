import type { Peer } from '../peer/peer.ts';
import { behaviour, type Check } from '../suite/check.ts';
import { expectEqual, expectStatus } from '../suite/expect.ts';
import { message, request, v1 } from './kernel-frames.ts';
import { withKernel } from './kernels.ts';
import { addressOf, member, withFolder } from './scratch-folder.ts';

const cell = { cell_type: 'code', id: 'one', metadata: {}, source: '6 * 7', outputs: [], execution_count: null };
const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };

/** Asks for the cell as the notebook's page would, and leaves before it is done; answers the request's id. */
async function asked(peer: Peer, kernel: string, session: string): Promise<string> {
  using socket = await peer.open(`api/kernels/${kernel}/channels?session_id=${session}`, [v1]);
  const content = { code: '6 * 7', silent: false, store_history: true, allow_stdin: false };
  return request(socket, 'execute_request', content, session, { metadata: { cellId: 'one' } });
}

async function firstCell(peer: Peer, path: string): Promise<unknown> {
  const { json } = await peer.ask(addressOf(path));
  return (member(member(json, 'content'), 'cells') as readonly unknown[])[0];
}

export const executions: readonly Check[] = [
  behaviour('executions', 3, 'what a cell shows after its client left is in its notebook', (peer) =>
    withFolder(peer, (folder) =>
      withKernel(peer, async (kernel) => {
        const path = `${folder}/left.ipynb`;
        const body = { type: 'notebook', format: 'json', content: notebook };
        expectStatus(await peer.ask(addressOf(path), { method: 'PUT', body }), 201, 'the notebook');
        const session = { path, name: path, type: 'notebook', kernel: { id: kernel } };
        expectStatus(await peer.ask('api/sessions', { method: 'POST', body: session }), 201, 'the session');
        await asked(peer, kernel, crypto.randomUUID());
        await peer.shows(async () => member(await firstCell(peer, path), 'execution_count') !== null);
        const outputs = member(await firstCell(peer, path), 'outputs') as readonly unknown[];
        expectEqual(outputs.length, 1, 'the number of outputs');
      }),
    ),
  ),
  behaviour('executions', 8, 'a request that is known is answered, and not executed again', (peer) =>
    withKernel(peer, async (kernel) => {
      const id = await asked(peer, kernel, crypto.randomUUID());
      using socket = await peer.open(`api/kernels/${kernel}/channels?session_id=another`, [v1]);
      request(socket, 'execute_request', { code: 'not code(', silent: true }, 'another', { id });
      const { content } = await message(socket, 'execute_reply', id);
      expectEqual([content.status, content.execution_count], ['ok', 1], 'the reply');
    }),
  ),
];
