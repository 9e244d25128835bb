import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Terminals } from '@himalia/contracts/terminals';
import { basicPlugins, bootServer, type TestServer } from '@himalia/testing';
import { terminals } from '../src/index.ts';
import { TerminalUser } from './terminal-user.ts';

function boot(options: Record<string, unknown>): Promise<TestServer> {
  const plugins = [...basicPlugins, terminals];
  return bootServer({ plugins, config: { terminals: { shellCommand: ['/bin/sh'], ...options } } });
}
const create = (server: TestServer) => server.ask('api/terminals', { method: 'POST' });

test('turned off, all of it is 404, and the service says so', async () => {
  await using server = await boot({ enabled: false });
  for (const path of ['api/terminals', 'api/terminals/1', 'terminals/websocket/1'])
    assert.equal((await server.ask(path)).status, 404, path);
  for (const [method, path] of [
    ['POST', ''],
    ['DELETE', '/1'],
  ])
    assert.equal((await server.ask(`api/terminals${path}`, { method: String(method) })).status, 404);
  assert.equal(server.running.services.get(Terminals)?.available, false);
});

test('no more terminals run than may', async () => {
  await using server = await boot({ maxTerminals: 2 });
  const statuses = [await create(server), await create(server), await create(server)].map(({ status }) => status);
  assert.deepEqual(statuses, [200, 200, 429]);
});

test('a shell that cannot be run is a 500 that says why', async () => {
  await using server = await boot({ shellCommand: ['/no/such/shell'] });
  const answer = await create(server);
  assert.equal(answer.status, 500);
  assert.match(((await answer.json()) as { message: string }).message, /\/no\/such\/shell cannot be run/);
  assert.deepEqual(await (await server.ask('api/terminals')).json(), []);
});

test('6: what is inactive is ended, connected or not; what is used stays', async () => {
  await using server = await boot({ cullInactiveTimeout: 2, cullInterval: 1 });
  await create(server);
  await create(server);
  const [idle, used] = [await TerminalUser.open(server, '1'), await TerminalUser.open(server, '2')];
  const typing = setInterval(() => used.type(' '), 200);
  await idle.until(() => idle.closed !== undefined, 'end');
  assert.deepEqual(idle.frames.at(-1), ['disconnect', 1]);
  clearInterval(typing);
  assert.equal((await server.ask('api/terminals/2')).status, 200);
});

test('the history is bounded', async () => {
  await using server = await boot({ scrollbackBytes: 20_000 });
  await create(server);
  const user = await TerminalUser.open(server, '1');
  user.type('seq 100000; echo the-"end"\r');
  await user.sees(/the-end/);
  const later = await TerminalUser.open(server, '1');
  await later.sees(/the-end/);
  const [, [, history] = []] = later.frames;
  assert.ok(String(history).length <= 20_000);
  assert.match(String(history), /^\d+\r\n/);
});

test('many users type at once and all see all of it', async () => {
  await using server = await boot({});
  await create(server);
  const users = await Promise.all(Array.from({ length: 10 }, () => TerminalUser.open(server, '1')));
  users[0]?.type('stty -echo; PS1=; echo re"ady"; cat\r');
  await users[0]?.sees(/ready/);
  for (const [index, user] of users.entries()) user.type(`from-${index}-\r`);
  await Promise.all(users.flatMap((user) => users.map((_, index) => user.sees(new RegExp(`from-${index}-\r\n`)))));
});
