import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Servers } from '@himalia/contracts/lsp';
import { bootServer, contentsPlugins, eventually, type TestServer } from '@himalia/testing';

const peers = process.env.HIMALIA_NPM_PEERS;
const folder = mkdtempSync(join(tmpdir(), 'himalia-lsp-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Answers each message with itself and what the process knows; ends when told. */
const echo = join(folder, 'echo.mjs');
writeFileSync(
  echo,
  `let rest = Buffer.alloc(0);
const say = (value) => { const text = JSON.stringify(value); process.stdout.write('Content-Length: ' + Buffer.byteLength(text) + '\\r\\n\\r\\n' + text); };
process.stdin.on('data', (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  for (;;) {
    const at = rest.indexOf('\\r\\n\\r\\n');
    if (at < 0) return;
    const length = Number(/\\d+/.exec(rest.toString('latin1', 0, at))[0]);
    if (rest.length < at + 4 + length) return;
    const message = JSON.parse(rest.toString('utf8', at + 4, at + 4 + length));
    rest = rest.subarray(at + 4 + length);
    if (message.method === 'die') { process.stderr.write('told to die'); process.exit(3); }
    if (message.method === 'garbage') process.stdout.write('garbage\\r\\n\\r\\n');
    say({ jsonrpc: '2.0', id: message.id, result: { echo: message.params, pid: process.pid, cwd: process.cwd(), token: process.env.HIMALIA_SECRET ?? null, own: process.env.OWN } });
  }
});
`,
);

let server: TestServer;
before(async () => {
  process.env.HIMALIA_SECRET = 'not for others';
  server = await bootServer({
    plugins: [...contentsPlugins, '@himalia/lsp:lsp'],
    config: {
      lsp: {
        servers: {
          echo: { argv: [process.execPath, echo], languages: ['any'], env: { OWN: 'yes' } },
          broken: { argv: [join(folder, 'no such program')], languages: ['any'] },
          'yaml-language-server': { argv: [], languages: ['yaml'] },
        },
        nodeRoots: peers === undefined ? [] : [peers],
      },
    },
  });
});
after(() => server.stop());

type Said = { readonly id?: number; readonly method?: string; readonly params?: unknown; readonly result?: unknown };

/** A client of one language server. */
class Client {
  readonly socket: ReturnType<TestServer['socket']>;
  readonly said: Said[] = [];

  constructor(key: string) {
    this.socket = server.socket(`lsp/ws/${key}`);
    this.socket.on('message', (data) => this.said.push(JSON.parse(String(data)) as Said));
  }

  async ready(): Promise<this> {
    await once(this.socket, 'open');
    return this;
  }

  say(message: object): void {
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  }

  async hears<T>(wanted: (said: Said) => boolean): Promise<T> {
    for (;;) {
      const found = this.said.find(wanted);
      if (found) return found as T;
      await once(this.socket, 'message', { signal: AbortSignal.timeout(30_000) });
    }
  }
}
type Echoed = {
  readonly result: { readonly pid: number; readonly cwd: string; readonly token: null; readonly own: string };
};

async function status(): Promise<Servers> {
  const response = await server.ask('lsp/status');
  assert.equal(response.status, 200);
  return (await response.json()) as Servers;
}

describe('getLanguageServers', () => {
  test('what can be run is a session, what is known a spec, and no command is told', async () => {
    const { version, sessions, specs } = await status();
    assert.equal(version, 2);
    assert.ok(sessions.echo);
    assert.deepEqual(sessions.echo.spec.argv, ['']);
    assert.equal(sessions['yaml-language-server'], undefined, 'taken away by an empty argv');
    assert.deepEqual(specs.texlab?.languages, ['tex', 'latex']);
    assert.ok(!JSON.stringify({ sessions, specs }).includes(folder));
  });
});

describe('languageServerSocket', () => {
  test('1, 2, 8: one process for all, heard by all, with no secret, gone after the last', async () => {
    const first = await new Client('echo').ready();
    const second = await new Client('echo').ready();
    first.say({ id: 7, method: 'x', params: 'é😀' });
    const { result } = await first.hears<Echoed>(({ id }) => id === 7);
    const { pid } = (await second.hears<Echoed>(({ id }) => id === 7)).result;
    assert.partialDeepStrictEqual(result, { echo: 'é😀', pid, token: null, own: 'yes' });
    assert.equal(result.cwd, server.root);
    assert.partialDeepStrictEqual((await status()).sessions.echo, { handler_count: 2, status: 'started' });
    for (const { socket } of [first, second]) {
      socket.close();
      await once(socket, 'close');
    }
    await eventually('its end', async () => (await status()).sessions.echo?.status === 'stopped');
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });

  test('3: a key that cannot be run is accepted', async () => {
    const { socket } = await new Client('no-such-server').ready();
    socket.send('{}');
    socket.close();
    await once(socket, 'close');
  });

  test('4: when it ends, or writes garbage, or cannot start, clients are sent away to come back', async () => {
    for (const method of ['die', 'garbage']) {
      const client = await new Client('echo').ready();
      client.say({ id: 1, method });
      const [code] = await once(client.socket, 'close');
      assert.equal(code, 1005);
    }
    const { socket } = new Client('broken');
    await once(socket, 'close');
    assert.match(server.log, /told to die/);
    assert.match(server.log, /ENOENT/);
    const again = await new Client('echo').ready();
    again.say({ id: 2, method: 'x' });
    await again.hears(({ id }) => id === 2);
    again.socket.close();
    await once(again.socket, 'close');
  });

  test('5: what is no message closes its sender only', async () => {
    const good = await new Client('echo').ready();
    for (const [data, wanted] of [
      ['no json', 1007],
      ['[1]', 1007],
      [Buffer.from([1]), 1003],
    ] as const) {
      const bad = await new Client('echo').ready();
      bad.socket.send(data);
      const [code] = await once(bad.socket, 'close');
      assert.equal(code, wanted);
    }
    good.say({ id: 1, method: 'x' });
    await good.hears(({ id }) => id === 1);
    good.socket.close();
    await once(good.socket, 'close');
  });

  test('7: documents are on disk before the message arrives, and never outside their folder', async () => {
    const client = await new Client('echo').ready();
    const virtual = join(server.root, '.virtual_documents');
    const uri = pathToFileURL(join(virtual, 'sub/n.ipynb.py')).href;
    const open = (where: string): void =>
      client.say({
        id: 1,
        method: 'textDocument/didOpen',
        params: { textDocument: { uri: where, text: 'a = 1\nb = 2\n' } },
      });
    open(uri);
    const range = { start: { line: 1, character: 4 }, end: { line: 1, character: 5 } };
    client.say({
      id: 2,
      method: 'textDocument/didChange',
      params: { textDocument: { uri }, contentChanges: [{ range, text: '3' }] },
    });
    await client.hears(({ id }) => id === 2);
    assert.equal(readFileSync(join(virtual, 'sub/n.ipynb.py'), 'utf8'), 'a = 1\nb = 3\n');
    const outside = join(folder, 'outside.py');
    for (const path of [outside, `${virtual}/../up.py`, `${virtual}x/near.py`]) open(`file://${path}`);
    client.say({ id: 3, method: 'x' });
    await client.hears(({ id }) => id === 3);
    for (const path of [outside, join(server.root, 'up.py'), `${virtual}x`]) assert.ok(!existsSync(path), path);
    client.socket.close();
    await once(client.socket, 'close');
  });

  test('nobody without a login', async () => {
    const response = await fetch(new URL('lsp/status', server.url));
    assert.equal(response.status, 403);
  });
});

describe('pyright', { skip: peers ? false : 'no pyright here' }, () => {
  test('finds the fault in a document', async () => {
    assert.ok((await status()).sessions.pyright);
    const client = await new Client('pyright').ready();
    const rootUri = pathToFileURL(server.root).href;
    client.say({ id: 1, method: 'initialize', params: { processId: null, rootUri, capabilities: {} } });
    await client.hears(({ id }) => id === 1);
    client.say({ method: 'initialized', params: {} });
    const textDocument = { uri: `${rootUri}/m.py`, languageId: 'python', version: 1, text: 'x: int = "text"\n' };
    client.say({ method: 'textDocument/didOpen', params: { textDocument } });
    const said = await client.hears<{ params: { diagnostics: { message: string }[] } }>(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' && (params as { diagnostics: [] }).diagnostics.length > 0,
    );
    assert.match(said.params.diagnostics[0]?.message ?? '', /not assignable/);
    client.socket.close();
    await once(client.socket, 'close');
  });
});
