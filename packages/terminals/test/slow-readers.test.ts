import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { bootServer, contentsPlugins, eventually, type TestServer } from '@himalia/testing';
import { terminals } from '../src/index.ts';
import { TerminalUser } from './terminal-user.ts';

const mebibyte = 1024 * 1024;
const plugins = [...contentsPlugins, terminals];
let server: TestServer;
before(async () => {
  server = await bootServer({ plugins, config: { terminals: { shellCommand: ['/bin/sh'] } } });
});
after(() => server.stop());

async function create(): Promise<string> {
  const answer = await server.ask('api/terminals', { method: 'POST' });
  return ((await answer.json()) as { name: string }).name;
}
test('12: a client that does not read costs bounded memory, does not delay others, and then sees the end', async () => {
  const name = await create();
  const [slow, fast] = [await TerminalUser.open(server, name), await TerminalUser.open(server, name)];
  let received = 0;
  fast.socket.on('message', (data) => {
    received += String(data).length;
    fast.frames.length = 0;
  });
  slow.socket.pause();
  fast.type('yes 0123456789012345678901234567890123456789 | head -c 40000000; echo the-"end"\r');
  await fast.sees(/the-end/, 60_000);
  assert.ok(received > 40_000_000, `${received} bytes arrived at the one that reads`);
  slow.socket.resume();
  await slow.sees(/the-end/, 30_000);
  const replay = slow.frames.findLast(([kind, text]) => kind === 'stdout' && String(text).startsWith('\u001bc'));
  assert.ok(replay, 'the screen is reset before the repeated end');
  const sent = slow.frames.reduce((sum, [, text]) => sum + String(text).length, 0);
  // What was kept for it arrives now; the operating system's own buffers are some MiB of that.
  assert.ok(sent < 20 * mebibyte, `${sent} characters were sent to the slow one`);
  await server.ask(`api/terminals/${name}`, { method: 'DELETE' });
});

test('13: while nobody reads, output is held back; nothing is missed by who reads again', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  user.type('stty -echo; PS1=; echo re"ady"\r');
  await user.sees(/ready/);
  user.frames.length = 0;
  user.socket.pause();
  const flag = join(server.root, 'written');
  user.type(`seq 3000000; touch '${flag}'; echo the-"end"\r`);
  await delay(2000);
  assert.equal(existsSync(flag), false, 'the shell waits');
  user.socket.resume();
  await user.sees(/the-end/, 60_000);
  const text = user.frames.map(([, output]) => output).join('');
  const numbers = text.match(/\d+/g) ?? [];
  assert.equal(numbers.length, 3_000_000);
  assert.equal(numbers.at(-1), '3000000');
  await server.ask(`api/terminals/${name}`, { method: 'DELETE' });
});

test('13: a reader that is stuck for long does not hold the shell back for ever', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  user.socket.pause();
  const flag = join(server.root, 'went-on');
  user.type(`seq 3000000; touch '${flag}'\r`);
  await eventually('the flag', () => existsSync(flag));
  user.socket.terminate();
  await server.ask(`api/terminals/${name}`, { method: 'DELETE' });
});

test('15: input that the shell does not take stays with the client, and the server goes on', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  user.type('stty raw -echo; echo re"ady"; sleep 1000\r');
  await user.sees(/ready/);
  const line = 'x'.repeat(65_536);
  for (let count = 0; count < 800; count++) user.type(line);
  await delay(1500);
  assert.ok(user.socket.bufferedAmount > 20 * mebibyte, `${user.socket.bufferedAmount} bytes wait at the client`);
  user.socket.terminate();
  assert.equal((await server.ask(`api/terminals/${name}`, { method: 'DELETE' })).status, 204);
});

test('stop: no shell outlives the server', async () => {
  const other = await bootServer({
    plugins,
    config: { terminals: { shellCommand: ['/bin/sh'] } },
  });
  const name = ((await (await other.ask('api/terminals', { method: 'POST' })).json()) as { name: string }).name;
  const user = await TerminalUser.open(other, name);
  user.type('echo pid-$$-\r');
  await user.sees(/pid-\d+-/);
  await other.stop();
  const pid = Number(/pid-(\d+)-/.exec(user.text)?.[1]);
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});
