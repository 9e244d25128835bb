import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, json, kernel, pauseOf, startKernel } from './support/kernel-server.ts';

type Cell = {
  readonly id: string;
  readonly execution_count: number | null;
  readonly outputs: readonly { readonly output_type: string; readonly name?: string; readonly text?: string[] }[];
};

let server: TestServer;
before(async () => {
  const more = ['@himalia/contents:local', '@himalia/contents:http', '@himalia/kernels:outputs'];
  server = await bootKernels({ autorestart: false }, more, { unattended: { intervalSeconds: 1, graceSeconds: 1 } });
});
after(() => server.stop());

const cell = (id: string, source = '', outputs: object[] = []) => ({
  ...{ cell_type: 'code', id, metadata: {}, source, outputs, execution_count: null },
});
const stream = (text: string) => ({ output_type: 'stream', name: 'stdout', text });

/** A notebook with a kernel, saved by a client of that name. */
async function open(name: string, ...cells: readonly object[]): Promise<{ path: string; id: string }> {
  const path = `${name}.ipynb`;
  assert.equal((await save(path, cells)).status, 201);
  const { id } = await startKernel(server, 'synthetic', { path });
  const session = { path, type: 'notebook', name: path, kernel: { id } };
  assert.equal((await server.ask('api/sessions', { method: 'POST', body: session, headers: json })).status, 201);
  return { path, id };
}

function save(path: string, cells: readonly object[], headers: Readonly<Record<string, string>> = {}) {
  const content = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  const body = { type: 'notebook', format: 'json', content };
  return server.ask(`api/contents/${path}`, { method: 'PUT', body, headers: { ...json, ...headers } });
}

function onDisk(path: string): readonly Cell[] {
  return JSON.parse(readFileSync(join(server.root, path), 'utf8')).cells;
}

/** The texts of the streams of a cell, as the file has them. */
function textOf(path: string, id = 'a'): string {
  const found = onDisk(path).find((one) => one.id === id);
  return (found?.outputs ?? []).map(({ text = [] }) => text.join('')).join('');
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

/** Waits until the kernel has replied and is idle: only then a cell is done. */
async function done(client: KernelClient, request: string): Promise<void> {
  await Promise.all([client.reply(request), client.idle(request)]);
}

/** Waits for what a cell prints; texts that came together may be one message. */
async function printed(client: KernelClient, request: string, text: string): Promise<void> {
  await client.find(() => client.text(request).endsWith(text), text);
}

/** Cuts a client's connection without a word, and waits until the server knows. */
async function cut(client: KernelClient, id: string): Promise<void> {
  client.socket.terminate();
  await alone(id);
}

/** A client has left when the server knows. */
async function alone(id: string): Promise<void> {
  await eventually('that nobody is connected', async () => (await kernel(server, id))?.connections === 0);
}

type Executions = {
  readonly executions: readonly { readonly cell_id: string; readonly state: string; readonly header: object }[];
  readonly version: { readonly hash: string; readonly last_modified: string } | null;
};
async function executions(kernel: string, shown: Readonly<Record<string, string>> = {}): Promise<Executions> {
  const query = new URLSearchParams(shown);
  const response = await server.ask(`api/himalia/kernels/${kernel}/executions?${query}`);
  assert.equal(response.status, 200);
  return (await response.json()) as Executions;
}

async function versionOf(path: string): Promise<{ hash: string; last_modified: string }> {
  const response = await server.ask(`api/contents/${path}?content=0&hash=1`);
  const { hash, last_modified } = (await response.json()) as { hash: string; last_modified: string };
  return { hash, last_modified };
}

test('outputs: a cell whose client left is written into its notebook, while it runs and at its end (SPEC 3)', async () => {
  const { path, id } = await open('left', cell('a'), cell('b'));
  const client = await KernelClient.connect(server, id);
  const pause = pauseOf(server);
  const asked = client.executeCell('a', `lines 1 10\n${pause.command}\nlines 11 40`);
  await printed(client, asked, 'line 10\n');
  await client.close();
  await eventually('the first lines', () => textOf(path) === lines(1, 10));
  assert.equal(onDisk(path)[0]?.execution_count, null);
  pause.go();
  await eventually('all lines', () => textOf(path) === lines(1, 40) && onDisk(path)[0]?.execution_count === 1);
  assert.equal(onDisk(path)[0]?.outputs.length, 1);
  assert.deepEqual(onDisk(path)[1]?.outputs, []);
});

test('outputs: who reads the notebook gets what there is at that moment (contents, SPEC 36)', async () => {
  const { path, id } = await open('read', cell('a'));
  const client = await KernelClient.connect(server, id);
  const pause = pauseOf(server);
  const asked = client.executeCell('a', `lines 1 3\n${pause.command}`);
  await printed(client, asked, 'line 3\n');
  // Cut, not closed: the grace is for the client, not for readers.
  await cut(client, id);
  const response = await server.ask(`api/contents/${path}?content=1`);
  const { content } = (await response.json()) as { content: { cells: { outputs: { text: string }[] }[] } };
  assert.equal(content.cells[0]?.outputs[0]?.text, lines(1, 3));
  pause.go();
  await eventually('the end', () => onDisk(path)[0]?.execution_count === 1);
});

test('outputs: a client that is there keeps them itself; the server leaves the notebook alone (SPEC 2)', async () => {
  const { path, id } = await open('present', cell('a'));
  await using client = await KernelClient.connect(server, id);
  const asked = client.executeCell('a', 'lines 1 3');
  await client.idle(asked);
  await server.ask(`api/contents/${path}`);
  assert.deepEqual(onDisk(path)[0]?.outputs, []);
  // Another client, of another cell, leaves: its output is written, and nothing else.
  const other = await KernelClient.connect(server, id);
  await done(other, other.executeCell('b', 'lines 4 5'));
  await other.close();
  await server.ask(`api/contents/${path}`);
  assert.deepEqual(onDisk(path)[0]?.outputs, []);
});

test('outputs: displays are updated in other cells too, clear_output waits, errors are kept', async () => {
  const { path, id } = await open('rich', cell('a'), cell('b'), cell('c'));
  const client = await KernelClient.connect(server, id);
  await done(client, client.executeCell('a', 'show one old'));
  const pause = pauseOf(server);
  client.executeCell('b', `print gone\nclear wait\nprint stays\nupdate one new\n${pause.command}\nfail badly`);
  const last = client.executeCell('c', 'result 42');
  await client.find(({ type }) => type === 'update_display_data');
  client.socket.close(1001);
  pause.go();
  await eventually('the last cell', () => onDisk(path)[2]?.execution_count === 3);
  const [a, b, c] = onDisk(path) as unknown as { outputs: Record<string, unknown>[] }[];
  assert.deepEqual(a?.outputs, [{ output_type: 'display_data', data: { 'text/plain': ['new'] }, metadata: {} }]);
  assert.deepEqual(
    b?.outputs.map(({ output_type, text, evalue }) => [output_type, text ?? evalue]),
    [
      ['stream', ['stays\n']],
      ['error', 'badly'],
    ],
  );
  assert.deepEqual(c?.outputs[0]?.data, { 'text/plain': ['42'] });
  assert.notEqual(last, '');
});

test('outputs: a save that has not seen them is refused; reading them, If-Match or having them is enough (contents, SPEC 37)', async () => {
  const { path, id } = await open('unseen', cell('a'));
  const client = await KernelClient.connect(server, id);
  const pause = pauseOf(server);
  client.executeCell('a', `${pause.command}\nlines 1 2`);
  await client.find(({ type }) => type === 'execute_input');
  await client.close();
  await alone(id);
  pause.go();
  await eventually('the lines', () => textOf(path) === lines(1, 2) && onDisk(path)[0]?.execution_count === 1);
  const stale = [cell('a', 'edited')];
  const refused = await save(path, stale);
  assert.equal(refused.status, 409);
  const { message, reason } = (await refused.json()) as { message: string; reason: string };
  assert.equal(reason, 'unseen outputs');
  assert.match(message, /output of a cell was written into unseen\.ipynb .* Reload the notebook/);
  assert.equal(textOf(path), lines(1, 2));
  // A client that got them over its connection.
  assert.equal((await save(path, [cell('a', 'edited', [stream(`${lines(1, 2)}more`)])])).status, 200);
  // Another program was told, this one not; then this one.
  await server.ask(`api/contents/${path}?content=0&hash=1`, { headers: { 'user-agent': 'another' } });
  assert.equal((await save(path, stale)).status, 409);
  await server.ask(`api/contents/${path}?content=0&hash=1`);
  assert.equal((await save(path, stale)).status, 200);
  assert.equal((await save(path, stale, { 'user-agent': 'a third' })).status, 200);
});

test('outputs: what was done while its client was there is written only if the client was lost (SPEC 5)', async () => {
  for (const [code, written] of [
    [1000, false],
    [1001, true],
  ] as const) {
    const { path, id } = await open(`done-${code}`, cell('a'));
    const client = await KernelClient.connect(server, id);
    await done(client, client.executeCell('a', 'lines 1 2'));
    client.socket.close(code);
    await client.closed();
    await alone(id);
    if (written) await eventually('the lines', () => textOf(path) === lines(1, 2));
    else {
      await server.ask(`api/contents/${path}`);
      assert.equal(textOf(path), '');
    }
  }
});

test('outputs: what its client saved is not written again after it was cleared and saved', async () => {
  const { path, id } = await open('saved', cell('a'));
  const client = await KernelClient.connect(server, id);
  await done(client, client.executeCell('a', 'lines 1 2'));
  const shown = { ...cell('a', '', [stream(lines(1, 2))]), execution_count: 1 };
  assert.equal((await save(path, [shown])).status, 200);
  assert.equal((await save(path, [cell('a')])).status, 200);
  client.socket.close(1001);
  await client.closed();
  await alone(id);
  await server.ask(`api/contents/${path}`);
  assert.equal(textOf(path), '');
});

test('outputs: what comes when a cell is done and nobody is there is written, and not into a cell that was cleared (SPEC 9)', async () => {
  const { path, id } = await open('late', cell('a'), cell('b'), cell('c'));
  const client = await KernelClient.connect(server, id);
  const pause = pauseOf(server);
  const file = pause.command.replace('await ', '');
  for (const one of ['a', 'b']) client.executeCell(one, `print ${one}\nshow ${one} old\nlater ${file} late`);
  await done(client, client.executeCell('c', 'print c'));
  const shown = (count: number, ...outputs: object[]) => ({
    ...cell('abc'[count - 1] ?? '', '', outputs),
    execution_count: outputs.length === 0 ? null : count,
  });
  const display = { output_type: 'display_data', data: { 'text/plain': 'old' }, metadata: {} };
  const c = shown(3, stream('c\n'));
  assert.equal((await save(path, [shown(1, stream('a\n'), display), shown(2, stream('b\n'), display), c])).status, 200);
  // The second is cleared.
  assert.equal((await save(path, [shown(1, stream('a\n'), display), shown(2), c])).status, 200);
  await client.close();
  await alone(id);
  pause.go();
  await eventually('the late line', () => onDisk(path)[0]?.outputs.length === 3);
  assert.deepEqual(onDisk(path)[0]?.outputs[2]?.text, ['late\n']);
  assert.equal(onDisk(path)[0]?.execution_count, 1);
  assert.deepEqual(onDisk(path)[1]?.outputs, []);
});

test('outputs: executions are listed, and a new client takes part in one (SPEC 1, 8)', async () => {
  const { path, id } = await open('attach', cell('a'), cell('b'));
  const client = await KernelClient.connect(server, id);
  const pause = pauseOf(server);
  const first = client.executeCell('a', `lines 1 3\n${pause.command}\nlines 4 5`);
  client.executeCell('b', 'print later');
  await printed(client, first, 'line 3\n');
  await client.close();
  const { executions: listed } = await executions(id);
  assert.deepEqual(
    listed.map(({ cell_id, state }) => [cell_id, state]),
    [
      ['a', 'running'],
      ['b', 'queued'],
    ],
  );
  await using next = await KernelClient.connect(server, id);
  for (const { header } of listed) next.attach(header as never);
  pause.go();
  // What was on its way when the first one left comes before it.
  await printed(next, first, lines(1, 5));
  assert.equal((await next.reply(first)).content.execution_count, 1);
  // It is there now, so it is for it to save.
  assert.notEqual(textOf(path), lines(1, 5));
  assert.equal((await server.ask('api/himalia/kernels/nothing/executions')).status, 404);
});

test('outputs: a cell that asks for input asks who takes part in it', async () => {
  const { path, id } = await open('input', cell('a'));
  const client = await KernelClient.connect(server, id);
  const asked = client.executeCell('a', 'input name?');
  await client.find(({ type }) => type === 'input_request');
  await client.close();
  await using next = await KernelClient.connect(server, id);
  const [execution] = (await executions(id)).executions;
  next.attach(execution?.header as never);
  const request = await next.find(({ type, parentId }) => type === 'input_request' && parentId === asked);
  assert.equal(request.content.prompt, 'name?');
  next.send('stdin', 'input_reply', { value: 'Ada', status: 'ok' });
  await next.idle(asked);
  assert.match(next.text(asked), /you said Ada/);
  next.socket.close(1001);
  await eventually('what was asked and answered', () => textOf(path) === 'name? Ada\nyou said Ada\n');
  assert.equal(onDisk(path)[0]?.outputs[0]?.name, 'stdin');
});

test('outputs: a page is told which outputs its version of the notebook lacks', async () => {
  const { path, id } = await open('version', cell('a'), cell('b'));
  const before = await versionOf(path);
  const client = await KernelClient.connect(server, id);
  await done(client, client.executeCell('a', 'print one'));
  await cut(client, id);
  const after = await versionOf(path);
  assert.notEqual(after.hash, before.hash);
  for (const shown of [before, { last_modified: before.last_modified }]) {
    const told = await executions(id, { path, ...shown });
    assert.deepEqual(told.version, after);
    assert.deepEqual(
      told.executions.map(({ cell_id, state }) => [cell_id, state]),
      [['a', 'done']],
    );
  }
  assert.deepEqual(await executions(id, { path, ...after }), { executions: [], version: null });
  // Somebody saved something else: who shows the former version is not told that it is the same.
  assert.equal((await save(path, [cell('a', 'else')])).status, 200);
  assert.deepEqual(await executions(id, { path, ...before }), { executions: [], version: null });
});

test('outputs: what a kernel said is written before it is shut down', async () => {
  const { path, id } = await open('end', cell('a'));
  const client = await KernelClient.connect(server, id);
  await printed(client, client.executeCell('a', 'lines 1 2\nloop'), 'looping\n');
  await cut(client, id);
  const session = ((await (await server.ask('api/sessions')).json()) as { id: string; path: string }[]).find(
    (one) => one.path === path,
  );
  assert.equal((await server.ask(`api/sessions/${session?.id}`, { method: 'DELETE' })).status, 204);
  assert.match(textOf(path), /^line 1\nline 2\nlooping\n/);
});

test('outputs: what a kernel said is written when it dies for good, and why it did', async () => {
  const { path, id } = await open('dies', cell('a'));
  const client = await KernelClient.connect(server, id);
  const pause = pauseOf(server);
  const asked = client.executeCell('a', `lines 1 2\n${pause.command}\nlines 3 4\nsleep 200\nexit 3`);
  await printed(client, asked, 'line 2\n');
  await cut(client, id);
  pause.go();
  await eventually('its end', () => /The kernel died: it ended with exit code 3/.test(textOf(path)));
  assert.ok(textOf(path).startsWith(lines(1, 4)));
  assert.equal(onDisk(path)[0]?.execution_count, null);
});
