import type { Peer } from '../peer/peer.ts';
import { expectStatus } from '../suite/expect.ts';

type Listed = { readonly path: string; readonly type: string };

/** Runs with a folder of its own below the root, which is removed with all that is in it. */
export async function withFolder(peer: Peer, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = `himalia-conformance-${crypto.randomUUID().slice(0, 8)}`;
  expectStatus(
    await peer.ask(`api/contents/${folder}`, { method: 'PUT', body: { type: 'directory' } }),
    201,
    'a folder',
  );
  try {
    await use(folder);
  } finally {
    await remove(peer, folder);
  }
}

/** Content first: servers without a trash refuse to delete folders that hold something. */
async function remove(peer: Peer, path: string): Promise<void> {
  const { json } = await peer.ask(addressOf(path));
  const { content } = (json ?? {}) as { readonly content?: unknown };
  for (const entry of Array.isArray(content) ? (content as readonly Listed[]) : []) {
    if (entry.type === 'directory') await remove(peer, entry.path);
    else await peer.ask(addressOf(entry.path), { method: 'DELETE' });
  }
  await peer.ask(addressOf(path), { method: 'DELETE' });
}

export function addressOf(path: string): string {
  return `api/contents/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Saves a text file and expects that it worked. */
export async function saveText(peer: Peer, path: string, content: string): Promise<void> {
  const body = { type: 'file', format: 'text', content };
  const answer = await peer.ask(addressOf(path), { method: 'PUT', body });
  if (![200, 201].includes(answer.status)) expectStatus(answer, 201, `saving ${path}`);
}

/** The member of a JSON body. */
export function member(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}
