import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bootServer, contentsPlugins, eventually, isRunning, type TestServer } from '@himalia/testing';
import { terminals } from '../src/index.ts';
import { TerminalUser } from './terminal-user.ts';

process.env.JUPYTER_TOKEN = 'must-not-leak';
process.env.HIMALIA_SECRET = 'must-not-leak';
process.env.SHELL = '/bin/sh';
const plugins = [...contentsPlugins, terminals];
let server: TestServer;
before(async () => {
  server = await bootServer({ plugins, config: { terminals: { shellCommand: ['/bin/sh'] } } });
  process.env.JPY_API_TOKEN = 'must-not-leak';
});
after(() => server.stop());

async function create(body?: unknown): Promise<string> {
  const answer = await server.ask('api/terminals', { method: 'POST', body });
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { name: string }).name;
}
const remove = (name: string) => server.ask(`api/terminals/${name}`, { method: 'DELETE' });
const gone = (pid: number) => eventually(`${pid} has ended`, () => !isRunning(pid));

test('createTerminal, listTerminals, getTerminal, deleteTerminal: lowest free numbers, or the name asked for', async () => {
  assert.deepEqual(await (await server.ask('api/terminals')).json(), []);
  assert.deepEqual([await create(), await create({}), await create({ name: 'mine' })], ['1', '2', 'mine']);
  assert.equal(await create({ name: 'mine' }), 'mine', 'a running one is answered');
  assert.equal((await remove('1')).status, 204);
  assert.equal(await create(), '1');
  const list = (await (await server.ask('api/terminals')).json()) as { name: string; last_activity: string }[];
  assert.deepEqual(
    list.map(({ name }) => name),
    ['2', 'mine', '1'],
  );
  for (const { last_activity } of list) assert.match(last_activity, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$/);
  const one = await server.ask('api/terminals/mine');
  assert.equal(((await one.json()) as { name: string }).name, 'mine');
  for (const name of ['1', '2', 'mine']) assert.equal((await remove(name)).status, 204);
  for (const path of ['api/terminals/1', 'api/terminals/no%2Fname']) assert.equal((await server.ask(path)).status, 404);
  assert.equal((await remove('1')).status, 404);
  assert.equal((await server.ask('api/terminals', { method: 'POST', body: { name: '../x' } })).status, 400);
});

test('terminalSocket: setup first, what is typed is echoed and run', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  assert.deepEqual(user.frames[0], ['setup', {}]);
  user.type('echo $((40+2))-$TERM-$COLUMNS-$LINES-$PYXTERM_DIMENSIONS\r');
  await user.sees(/42-xterm-256color-80-25-80x25/);
  await remove(name);
});

test('terminalSocket: the environment names the server and has none of its secrets', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  user.type('env; echo the-"end"\r');
  await user.sees(/the-end/);
  assert.match(user.text, new RegExp(`JUPYTER_SERVER_ROOT=${server.root}`));
  assert.match(user.text, new RegExp(`JUPYTER_SERVER_URL=${server.url}`));
  assert.doesNotMatch(user.text, /must-not-leak|JUPYTER_TOKEN|JPY_API_TOKEN|HIMALIA_/);
  assert.doesNotMatch(user.text, new RegExp(server.token));
  await remove(name);
});

test('createTerminal: cwd is below the root or absolute; one that is not there means the root', async () => {
  mkdirSync(join(server.root, 'sub folder'));
  const expected: [string, string][] = [
    ['sub folder', join(server.root, 'sub folder')],
    ['', server.root],
    ['missing', server.root],
    ['../..', server.root],
    ['a\0b', server.root],
    ['/usr', '/usr'],
  ];
  for (const [cwd, folder] of expected) {
    const name = await create({ cwd });
    const user = await TerminalUser.open(server, name);
    user.type('echo "<$(pwd)>"\r');
    await user.sees(/<\/.*>/);
    assert.ok(user.text.includes(`<${folder}>`), `${JSON.stringify(cwd)}: ${user.text}`);
    await remove(name);
  }
});

test('terminalSocket: the size is the smallest of all clients, also after one has left', async () => {
  const name = await create();
  const [one, two] = [await TerminalUser.open(server, name), await TerminalUser.open(server, name)];
  const size = async (): Promise<string | undefined> => {
    one.text = '';
    one.type('stty size\r');
    await one.sees(/\d+ \d+\r/);
    return /\d+ \d+/.exec(one.text)?.[0];
  };
  one.send('set_size', 40, 120, 806, 1200);
  two.send('set_size', 30, 200);
  await eventually('the smaller of both', async () => (await size()) === '30 120');
  two.socket.close();
  await eventually('its own', async () => (await size()) === '40 120');
  for (const bad of [[0, 80], [24.5, 80], ['a', {}], [null, null], [99999, 99999], []]) one.send('set_size', ...bad);
  assert.equal(await size(), '40 120');
  await remove(name);
});

test('terminalSocket: frames that are malformed or unknown are ignored', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  for (const bad of [
    '',
    '{',
    '[]',
    '{}',
    '"stdin"',
    '["stdin"]',
    '["stdin", 5]',
    '["what", 1]',
    'null',
    '[["stdin"], "x"]',
  ])
    user.socket.send(bad);
  user.socket.send(Buffer.from([0xff, 0xfe, 0]));
  user.type('echo still-"here"\r');
  await user.sees(/still-here/);
  assert.equal(user.closed, undefined);
  await remove(name);
});

test('terminalSocket: who comes later sees what was written before; the shell survives without clients', async () => {
  const name = await create();
  const first = await TerminalUser.open(server, name);
  first.type('X=kept; echo first-"line"\r');
  await first.sees(/first-line/);
  first.socket.terminate();
  const second = await TerminalUser.open(server, name);
  await second.sees(/first-line/);
  assert.deepEqual([second.frames[0], second.frames[1]?.[0]], [['setup', {}], 'stdout']);
  second.type('echo again-$X\r');
  await second.sees(/again-kept/);
  await remove(name);
});

test('terminalSocket: text that is cut anywhere arrives whole', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  user.type('for i in $(seq 2000); do printf "%s" "äöü€😀"; done; echo " all-"done\r');
  await user.sees(/ all-done/);
  const text = user.frames.map(([, output]) => output).join('');
  assert.equal(text.split('äöü€😀').length - 1, 2001, 'with the echo of the command');
  assert.ok(!text.includes('\ufffd'));
  await remove(name);
});

test('terminalSocket: when the shell exits, clients are told and the terminal is gone', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  user.type('echo last-"words"; exit\r');
  await user.until(() => user.closed !== undefined, 'end');
  assert.match(user.text, /last-words/);
  assert.deepEqual([user.frames.at(-1), user.closed], [['disconnect', 1], { code: 1005 }]);
  assert.equal((await server.ask(`api/terminals/${name}`)).status, 404);
});

test('deleteTerminal: ends what runs in the foreground and in the background', async () => {
  const name = await create();
  const user = await TerminalUser.open(server, name);
  user.type('sleep 1000 & echo back-$!-\r');
  await user.sees(/back-\d+-/);
  user.type(`sh -c 'trap "" HUP INT TERM; echo front-$$-; while :; do sleep 1; done'\r`);
  await user.sees(/front-\d+-/);
  const pids = [/back-(\d+)-/, /front-(\d+)-/].map((pattern) => Number(pattern.exec(user.text)?.[1]));
  assert.ok(pids.every(isRunning), String(pids));
  assert.equal((await remove(name)).status, 204);
  await user.until(() => user.closed !== undefined, 'end');
  assert.deepEqual(user.frames.at(-1), ['disconnect', 1]);
  for (const pid of pids) await gone(pid);
});

test('terminalSocket: refused without login, from another origin, and for an unknown terminal', async () => {
  const name = await create();
  const status = (path: string, headers?: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const socket = server.socket(path, [], headers);
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
      socket.on('open', () => resolve(101));
      socket.on('error', () => {});
    });
  assert.equal(await status(`terminals/websocket/${name}`, {}), 403);
  assert.equal(await status('terminals/websocket/nobody'), 404);
  assert.equal(await status(`terminals/websocket/${name}`), 101);
  await remove(name);
});
