import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, type ReadStream, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { PumpedFile } from '../src/pumped-file.ts';

const bytes = randomBytes(5_000_000);

/** Asks a server that pumps a part of a file; `before` runs when the file is open. */
async function asked(
  t: TestContext,
  start: number,
  length: number,
  before: (path: string) => void = () => undefined,
): Promise<{ answer: IncomingMessage; file: ReadStream }> {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-pump-'));
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  const file = createReadStream(path);
  await once(file, 'open');
  before(path);
  const server = createServer((_request, response) => {
    response.setHeader('content-length', length);
    const pumped = new PumpedFile(file, start, length);
    pumped.on('error', () => response.destroy());
    response.on('close', () => pumped.destroy());
    pumped.pipe(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  const outgoing = get({ port: (server.address() as { port: number }).port, agent: false });
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { answer, file };
}

it('a reader who stops now and then gets each byte of the part', async (t) => {
  const { answer, file } = await asked(t, 1001, 4_000_000);
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece);
    if (pieces.length % 7 === 0) await new Promise(setImmediate);
  }
  assert.ok(Buffer.concat(pieces).equals(bytes.subarray(1001, 4_001_001)));
  if (!file.closed) await once(file, 'close');
});

it('a reader who leaves closes the file', async (t) => {
  const { answer, file } = await asked(t, 0, bytes.length);
  await once(answer, 'readable');
  answer.destroy();
  if (!file.closed) await once(file, 'close');
});

it('a file that became shorter cuts the connection: less than announced is no whole file', async (t) => {
  const { answer } = await asked(t, 0, bytes.length, (path) => truncateSync(path, 1_000_000));
  answer.resume();
  await assert.rejects(once(answer, 'end'), /aborted/);
});
