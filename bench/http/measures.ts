import { request } from 'node:http';
import { KeepAliveClient } from './keep-alive-client.ts';
import type { Started } from './start-server.ts';

const pieceBytes = 1024 * 1024;
const connections = 8;

function expect(status: number, wanted: readonly number[], what: string): void {
  if (!wanted.includes(status)) throw new Error(`${what}: ${status}`);
}

/** How many requests were answered for some milliseconds, over connections that each ask one after the other. */
export async function requestsIn(
  server: Started,
  path: string,
  milliseconds: number,
): Promise<{ readonly count: number; readonly seconds: number }> {
  const clients = Array.from({ length: connections }, () => new KeepAliveClient(server.url, server.token));
  const began = performance.now();
  let count = 0;
  const work = async (client: KeepAliveClient): Promise<void> => {
    while (performance.now() - began < milliseconds) {
      expect((await client.ask('GET', path)).status, [200], path);
      count += 1;
    }
  };
  await Promise.all(clients.map(work));
  const seconds = (performance.now() - began) / 1000;
  for (const client of clients) client.close();
  return { count, seconds };
}

export async function someRequests(server: Started, path: string, count: number): Promise<void> {
  const client = new KeepAliveClient(server.url, server.token);
  for (let left = count; left > 0; left--) expect((await client.ask('GET', path)).status, [200], path);
  client.close();
}

/** Milliseconds of one request, from the first byte sent to the last one received. */
export async function milliseconds(server: Started, method: string, path: string, body?: Uint8Array): Promise<number> {
  const client = new KeepAliveClient(server.url, server.token);
  const began = performance.now();
  const { status } = await client.ask(method, path, body);
  const taken = performance.now() - began;
  client.close();
  expect(status, [200, 201], `${method} ${path}`);
  return taken;
}

/** Milliseconds to upload a file as JupyterLab does: pieces of 1 MiB in base64, one after the other. */
export async function uploadInPieces(server: Started, path: string, megabytes: number): Promise<number> {
  const content = Buffer.alloc(pieceBytes, 'himalia ').toString('base64');
  const width = 8;
  const start = '{"type":"file","format":"base64","chunk":';
  const piece = Buffer.from(`${start}${' '.repeat(width)},"content":"${content}"}`);
  const client = new KeepAliveClient(server.url, server.token);
  const began = performance.now();
  for (let number = 1; number <= megabytes; number++) {
    piece.write(String(number === megabytes ? -1 : number).padStart(width), start.length);
    expect((await client.ask('PUT', `/api/contents/${path}`, piece)).status, [200, 201], `piece ${number}`);
  }
  client.close();
  return performance.now() - began;
}

/** Milliseconds to upload a file as it is (Himalia only). */
export async function uploadWhole({ url, token }: Started, path: string, megabytes: number): Promise<number> {
  const piece = Buffer.alloc(pieceBytes, 'himalia ');
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
  return performance.now() - began;
}
