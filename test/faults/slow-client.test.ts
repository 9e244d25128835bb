import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHeader, encodeParts, headerMember } from '@himalia/protocol/message';
import { decodeV1, encodeV1, v1Protocol } from '@himalia/protocol/websocket';
import { Home, megabytesOf, type ServerProcess } from '@himalia/testing';
import type { WebSocket } from 'ws';
import { isLong } from './is-long.ts';

/** Each flood is 5,000 messages of 10 kB. */
const floods = isLong ? 10 : 2;
const messages = 5000;
const characters = 10_000;
const megabytes = (floods * messages * characters) / 1e6;
const mostGrowth = 64;
const mostMs = 500;

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

class Client {
  readonly socket: WebSocket;
  readonly #session: string;
  displays = 0;
  bytes = 0;
  #idle: (cell: string) => void = () => undefined;

  private constructor(socket: WebSocket, session: string) {
    this.socket = socket;
    this.#session = session;
    socket.on('message', (data: Buffer) => this.#read(data));
  }

  static async connect(server: ServerProcess, kernel: string): Promise<Client> {
    const session = randomUUID();
    const socket = server.socket(`api/kernels/${kernel}/channels?session_id=${session}`, [v1Protocol]);
    await once(socket, 'open');
    return new Client(socket, session);
  }

  execute(code: string): string {
    const header = createHeader('execute_request', this.#session);
    this.socket.send(encodeV1('shell', encodeParts({ header, content: { code, silent: false } })));
    return header.msg_id;
  }

  /** Settles when the kernel is idle after this cell: all its output has come. */
  async finishes(cell: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#idle = (done) => {
        if (done === cell) resolve();
      };
    });
  }

  #read(data: Buffer): void {
    const [header = '', parent = '', , content] = decodeV1(data).parts.map((part) => part.toString('latin1'));
    const type = headerMember(header, 'msg_type');
    if (type === 'display_data') this.displays++;
    if (type === 'display_data') this.bytes += content?.length ?? 0;
    if (type === 'status' && content?.includes('idle')) this.#idle(headerMember(parent, 'msg_id'));
  }
}

/** How long the answers to others took, in milliseconds, and the server's memory at most, in megabytes. */
type Others = { readonly times: number[]; peak: number };

/** Asks for the kernel until something is done. */
async function askOthers(server: ServerProcess, kernel: string, others: Others, done: () => boolean): Promise<void> {
  while (!done()) {
    const start = performance.now();
    assert.equal((await server.ask(`api/kernels/${kernel}`)).status, 200);
    others.times.push(performance.now() - start);
    others.peak = Math.max(others.peak, megabytesOf(server.pid));
    await sleep(20);
  }
}

const places = { 'a process of their own': [], 'the server': ['--no-kernel-supervisor'] };
const title = `slow client: a kernel writes ${megabytes} MB that nobody reads; memory stays, others are served, all of it is there`;
const options = {
  skip: process.platform === 'linux' ? false : 'memory is measured by /proc',
  timeout: 300_000,
};
for (const [place, more] of Object.entries(places)) {
  it(`${title}; kernels held by ${place}`, options, (t) => unread(t, more));
}

async function unread(t: TestContext, more: readonly string[]): Promise<void> {
  using home = new Home();
  const script = join(import.meta.dirname, 'flood.ts');
  home.installKernel('flood', [process.execPath, '--conditions=source', script, '{connection_file}']);
  await using server = await home.serve('notebook', more);
  const { id: kernel } = await server.json<{ id: string }>('api/kernels', 'POST', { name: 'flood' });
  const slow = await Client.connect(server, kernel);
  await slow.finishes(slow.execute(`prepare ${messages} ${characters}`));
  const before = megabytesOf(server.pid);
  slow.socket.pause();
  const journal = join(home.runtime, 'himalia/journals', kernel);
  const others: Others = { times: [], peak: 0 };
  let cell = '';
  for (let flood = 1; flood <= floods; flood++) {
    cell = slow.execute('flood');
    await askOthers(server, kernel, others, () => sizeOf(journal) > flood * messages * characters);
  }
  const read = slow.finishes(cell);
  others.times.sort((a, b) => a - b);
  const p99 = others.times[Math.floor(others.times.length * 0.99)] ?? 0;
  t.diagnostic(
    `server: ${before.toFixed()} MB before, ${others.peak.toFixed()} at most; others: p99 ${p99.toFixed()} ms`,
  );
  assert.ok(others.peak - before <= mostGrowth, `${(others.peak - before).toFixed()} MB more than before`);
  if (isLong) assert.ok(p99 < mostMs, `p99 ${p99} ms`);
  slow.socket.resume();
  await read;
  assert.equal(slow.displays, floods * messages);
  assert.ok(slow.bytes > megabytes * 1e6);
  t.diagnostic(`all ${megabytes} MB were read afterwards; server: ${megabytesOf(server.pid).toFixed()} MB then`);
  slow.socket.terminate();
  assert.equal((await server.ask(`api/kernels/${kernel}`, { method: 'DELETE' })).status, 204);
}
