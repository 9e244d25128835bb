import type { Peer } from '../peer/peer.ts';
import { behaviour, type Check } from '../suite/check.ts';
import { expectEqual, expectStatus, expectThat } from '../suite/expect.ts';
import { addressOf, member, saveText, withFolder } from './scratch-folder.ts';

const notebook = {
  cells: [{ cell_type: 'code', id: 'a1', execution_count: null, metadata: {}, outputs: [], source: 'a = 1\nb = 2' }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};
const put = (peer: Peer, path: string, body: unknown, headers: Record<string, string> = {}) =>
  peer.ask(addressOf(path), { method: 'PUT', body, headers });
const contentOf = async (peer: Peer, path: string): Promise<unknown> =>
  member((await peer.ask(`${addressOf(path)}?content=1`)).json, 'content');

export const contents: readonly Check[] = [
  behaviour('contents', 1, 'a path that leaves the root is not found', async (peer) => {
    expectStatus(await peer.ask('api/contents/..%2F..%2F..%2F..%2Fetc%2Fpasswd'), 404, 'reading it');
  }),
  behaviour('contents', 3, 'listings leave hidden entries out, and reading one is 404', (peer) =>
    withFolder(peer, async (folder) => {
      await saveText(peer, `${folder}/seen.txt`, 'x');
      await put(peer, `${folder}/.hidden.txt`, { type: 'file', format: 'text', content: 'x' });
      expectStatus(await peer.ask(addressOf(`${folder}/.hidden.txt`)), 404, 'reading it');
      const listed = (await contentOf(peer, folder)) as readonly { name: string }[];
      expectEqual(
        listed.map(({ name }) => name),
        ['seen.txt'],
        'the listing',
      );
    }),
  ),
  behaviour('contents', 8, 'what was saved is what is read, the first time 201 and then 200', (peer) =>
    withFolder(peer, async (folder) => {
      const path = `${folder}/ä ö%25#?.txt`;
      const body = { type: 'file', format: 'text', content: 'grüße\n' };
      expectStatus(await put(peer, path, body), 201, 'the first save');
      expectStatus(await put(peer, path, { ...body, content: 'zwei\n' }), 200, 'the second save');
      expectEqual(await contentOf(peer, path), 'zwei\n', 'the content');
    }),
  ),
  behaviour('contents', 12, 'a save with the hash of another version is 412 and changes nothing', (peer) =>
    withFolder(peer, async (folder) => {
      const path = `${folder}/a.txt`;
      await saveText(peer, path, 'mine');
      const body = { type: 'file', format: 'text', content: 'theirs' };
      expectStatus(await put(peer, path, body, { 'if-match': `"${'0'.repeat(64)}"` }), 412, 'the save');
      expectEqual(await contentOf(peer, path), 'mine', 'the content');
    }),
  ),
  behaviour('contents', 14, 'a save into a folder that is not there is 404 and creates nothing', (peer) =>
    withFolder(peer, async (folder) => {
      const body = { type: 'file', format: 'text', content: 'x' };
      expectStatus(await put(peer, `${folder}/absent/a.txt`, body), 404, 'the save');
      expectStatus(await peer.ask(addressOf(`${folder}/absent`)), 404, 'the folder');
    }),
  ),
  behaviour('contents', 15, 'pieces 1, 2 and -1 become one file', (peer) =>
    withFolder(peer, async (folder) => {
      const path = `${folder}/large.txt`;
      for (const [chunk, content] of [
        [1, 'one '],
        [2, 'two '],
        [-1, 'three'],
      ] as const) {
        const answer = await put(peer, path, { type: 'file', format: 'text', chunk, content });
        expectThat([200, 201].includes(answer.status), `piece ${chunk}: ${answer.status} ${answer.text.slice(0, 100)}`);
      }
      expectEqual(await contentOf(peer, path), 'one two three', 'the content');
    }),
  ),
  behaviour('contents', 16, 'a piece without a beginning is 400', (peer) =>
    withFolder(peer, async (folder) => {
      const body = { type: 'file', format: 'text', chunk: 2, content: 'x' };
      expectStatus(await put(peer, `${folder}/large.txt`, body), 400, 'piece 2');
    }),
  ),
  behaviour('contents', 17, 'a notebook comes back as it was saved, with joined lines', (peer) =>
    withFolder(peer, async (folder) => {
      const path = `${folder}/a.ipynb`;
      expectStatus(await put(peer, path, { type: 'notebook', format: 'json', content: notebook }), 201, 'the save');
      const { cells } = (await contentOf(peer, path)) as { cells: readonly { id: string; source: string }[] };
      expectEqual([cells[0]?.id, cells[0]?.source], ['a1', 'a = 1\nb = 2'], 'the cell');
    }),
  ),
  behaviour('contents', 19, 'what is no notebook is 400, and nothing is written', (peer) =>
    withFolder(peer, async (folder) => {
      const body = { type: 'notebook', format: 'json', content: { no: 'cells' } };
      expectStatus(await put(peer, `${folder}/a.ipynb`, body), 400, 'the save');
      expectStatus(await peer.ask(addressOf(`${folder}/a.ipynb`)), 404, 'the file');
    }),
  ),
  behaviour('contents', 23, 'one checkpoint a file, which brings back what was', (peer) =>
    withFolder(peer, async (folder) => {
      const path = `${folder}/a.txt`;
      await saveText(peer, path, 'before');
      const made = await peer.ask(`${addressOf(path)}/checkpoints`, { method: 'POST' });
      expectStatus(made, 201, 'the checkpoint');
      expectEqual(member(made.json, 'id'), 'checkpoint', 'its name');
      await saveText(peer, path, 'after');
      expectStatus(await peer.ask(`${addressOf(path)}/checkpoints/checkpoint`, { method: 'POST' }), 204, 'restoring');
      expectEqual(await contentOf(peer, path), 'before', 'the content');
    }),
  ),
  behaviour('contents', 25, 'copies and creations get the first free name', (peer) =>
    withFolder(peer, async (folder) => {
      await saveText(peer, `${folder}/a.txt`, 'x');
      const post = async (body: unknown): Promise<unknown> =>
        member((await peer.ask(addressOf(folder), { method: 'POST', body })).json, 'name');
      expectEqual(await post({ copy_from: `${folder}/a.txt` }), 'a-Copy1.txt', 'the first copy');
      expectEqual(await post({ copy_from: `${folder}/a.txt` }), 'a-Copy2.txt', 'the second copy');
      expectEqual(await post({ type: 'file', ext: '.py' }), 'untitled.py', 'the first creation');
      expectEqual(await post({ type: 'file', ext: '.py' }), 'untitled1.py', 'the second creation');
    }),
  ),
  behaviour('contents', 27, 'a rename never replaces an entry', (peer) =>
    withFolder(peer, async (folder) => {
      await saveText(peer, `${folder}/a.txt`, 'a');
      await saveText(peer, `${folder}/b.txt`, 'b');
      const rename = (to: string) => peer.ask(addressOf(`${folder}/a.txt`), { method: 'PATCH', body: { path: to } });
      expectStatus(await rename(`${folder}/b.txt`), 409, 'onto another');
      expectEqual(await contentOf(peer, `${folder}/b.txt`), 'b', 'the other one');
      expectStatus(await rename(`${folder}/c.txt`), 200, 'onto a free name');
      expectStatus(await peer.ask(addressOf(`${folder}/a.txt`)), 404, 'the former name');
    }),
  ),
  behaviour('contents', 31, '/files gives the bytes, in a sandbox', (peer) =>
    withFolder(peer, async (folder) => {
      await saveText(peer, `${folder}/a.html`, '<script>1</script>');
      const answer = await peer.ask(`files/${folder}/a.html`);
      expectStatus(answer, 200, 'the file');
      expectEqual(answer.text, '<script>1</script>', 'the bytes');
      expectThat(/sandbox/.test(answer.headers.get('content-security-policy') ?? ''), 'there is no sandbox');
    }),
  ),
];
