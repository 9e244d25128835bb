import { request } from 'node:http';
import { KeepAliveClient } from './keep-alive-client.ts';
import type { Started } from './start-server.ts';

function expect(status: number, wanted: readonly number[], what: string): void {
  if (!wanted.includes(status)) throw new Error(`${what}: ${status}`);
}

/** Requests a second over some connections that each ask one after the other. */
export async function requestsPerSecond(server: Started, path: string, count: number): Promise<number> {
  const clients = Array.from({ length: 8 }, () => new KeepAliveClient(server.url, server.token));
  let left = count;
  const began = performance.now();
  const work = async (client: KeepAliveClient): Promise<void> => {
    while (left-- > 0) expect((await client.ask('GET', path)).status, [200], path);
  };
  await Promise.all(clients.map(work));
  const seconds = (performance.now() - began) / 1000;
  for (const client of clients) client.close();
  return count / seconds;
}

/** Milliseconds of one request, from the first byte sent to the last one received. */
export async function milliseconds(server: Started, method: string, path: string, body?: Uint8Array): Promise<number> {
  const client = new KeepAliveClient(server.url, server.token);
  const began = performance.now();
  const { status } = await client.ask(method, path, body, false);
  const taken = performance.now() - began;
  client.close();
  expect(status, [200, 201], `${method} ${path}`);
  return taken;
}

/** Seconds to upload a file as JupyterLab does: pieces of 1 MiB in base64, one after the other. */
export async function uploadInPieces(server: Started, path: string, megabytes: number): Promise<number> {
  const content = Buffer.alloc(1024 * 1024, 'himalia ').toString('base64');
  const piece = (chunk: number): Buffer =>
    Buffer.from(JSON.stringify({ type: 'file', format: 'base64', chunk, content }));
  const client = new KeepAliveClient(server.url, server.token);
  const began = performance.now();
  for (let number = 1; number <= megabytes; number++) {
    const { status } = await client.ask('PUT', `/api/contents/${path}`, piece(number === megabytes ? -1 : number));
    expect(status, [200, 201], `piece ${number}`);
  }
  client.close();
  return (performance.now() - began) / 1000;
}

/** Seconds to upload a file as it is (Himalia only). */
export async function uploadWhole({ url, token }: Started, path: string, megabytes: number): Promise<number> {
  const piece = Buffer.alloc(1024 * 1024, 'himalia ');
  const headers = { authorization: `token ${token}`, 'content-length': megabytes * piece.length };
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const outgoing = request(`${url}api/himalia/files/${path}`, { method: 'PUT', headers }, (answer) => {
      answer
        .resume()
        .on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`${answer.statusCode}`))));
    });
    outgoing.on('error', reject);
    let left = megabytes;
    const feed = (): void => {
      while (left-- > 0) if (!outgoing.write(piece)) return void outgoing.once('drain', feed);
      outgoing.end();
    };
    feed();
  });
  return (performance.now() - began) / 1000;
}
